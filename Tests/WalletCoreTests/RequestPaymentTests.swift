import Cashu
import CashuCrypto
import FoundationEssentials
import Testing

@testable import WalletCore

@Suite("Paying a request")
struct RequestPaymentTests {
    private struct Payload: Decodable {
        struct Entry: Decodable {
            struct Link: Decodable { let r: String }
            let amount: UInt64
            let secret: String
            let C: String
            let dleq: Link?
        }
        let id: String
        let mint: String
        let unit: String
        let proofs: [Entry]
    }

    @Test("A request is paid by hand or to the payee's server, and locked as it says")
    func pays() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let bobs = try await TestWallet(mint, seed: 2)
        let key = try await bobs.store.lockKey(isFresh: false)
        let byHand = PaymentRequest(
            amount: 21, unit: .sat, mints: [TestWallet.url + "/"],
            lock: CoinLock(kind: CoinLock.publicKeys, data: key.hex))
        guard case .inHand(let token) = try await alice.pay(byHand, amount: nil, .sat) else {
            Issue.record("it names no way")
            return
        }
        #expect(try await bobs.open().receive(token).amount == 21)

        let shop = try HTTPStub([.http("200 OK", "{}")])
        let byPost = PaymentRequest(
            id: "order-7", amount: 5,
            transports: [
                .init(type: "nostr", target: "nprofile1"), .init(type: "post", target: shop.url + "/pay"),
            ])
        guard case .delivered(let sent, _) = try await alice.pay(byPost, amount: 5, .sat) else {
            Issue.record("the shop took it")
            return
        }
        let request = try #require(shop.received.first)
        #expect(request.hasPrefix("POST /pay "))
        let end = try #require(request.firstRange(of: "\r\n\r\n")?.upperBound)
        let payload = try JSONDecoder().decode(Payload.self, from: Data(request[end...].utf8))
        #expect(payload.id == "order-7" && payload.mint == TestWallet.url && payload.unit == "sat")
        #expect(payload.proofs.map(\.secret) == sent.coins.map(\.secret.text))
        #expect(payload.proofs.map(\.C) == sent.coins.map(\.signature.hex))
        #expect(payload.proofs.map(\.amount).reduce(0, +) == 5 && payload.proofs.allSatisfy { $0.dleq != nil })
        #expect(try await test.balance() == (38, 0))
    }

    @Test("costs nothing when it cannot be paid from here")
    func refuses() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let nostr = PaymentRequest.Transport(type: "nostr", target: "nprofile1")
        let ftp = PaymentRequest.Transport(type: "post", target: "ftp://shop.example/")
        let requests = [
            PaymentRequest(amount: 5, mints: ["https://other.example"]), PaymentRequest(amount: 5, transports: [nostr]),
            PaymentRequest(amount: 5, transports: [ftp]), PaymentRequest(), PaymentRequest(amount: 65),
            PaymentRequest(amount: 5, lock: CoinLock(kind: CoinLock.publicKeys, data: "no key")),
        ]
        for request in requests {
            await #expect(throws: WalletError.self) { try await alice.pay(request, amount: nil, .sat) }
        }
        await #expect(throws: WalletError.self) { try await alice.pay(PaymentRequest(amount: 5), amount: 6, .sat) }
        #expect(try await test.balance() == (64, 0))
    }

    @Test("leaves the token in sight when the payee's server does not take it")
    func undelivered() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let shop = try HTTPStub([.http("500 Oh", "{}")])
        let request = PaymentRequest(amount: 5, transports: [.init(type: "post", target: shop.url)])
        await #expect { try await alice.pay(request, amount: nil, .sat) } throws: { error in
            guard case WalletError.undelivered = error else { return false }
            return true
        }
        #expect(try await alice.sentTokens(.sat).map(\.amount) == [5])
        #expect(try await alice.reclaim(.sat).amount == 5)
        #expect(try await test.balance() == (64, 0))
    }
}
