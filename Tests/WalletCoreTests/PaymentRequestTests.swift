import Cashu
import CashuCrypto
import Testing

@testable import WalletCore

@Suite("A payment request")
struct PaymentRequestTests {
    private static let full = PaymentRequest(
        id: "order-7", amount: .max, unit: .sat, isSingleUse: true, mints: ["https://a.example", "https://b.example"],
        description: "Käse",
        transports: [.init(type: "post", target: "https://shop.example/pay", tags: [["x", "1", ""]])],
        lock: .init(kind: "P2PK", data: String(repeating: "02", count: 33), tags: [["locktime", "1"]]))

    @Test("is the same in either form, with everything or with nothing in it")
    func roundTrips() throws {
        for request in [Self.full, PaymentRequest()] {
            #expect(try PaymentRequest(parsing: request.textA) == request)
            #expect(try PaymentRequest(parsing: request.textB()) == request)
            #expect(try PaymentRequest(parsing: "BITCOIN:bc1q?amount=1&CREQ=\(request.textB())") == request)
        }
    }

    @Test("is refused when it is cut at any byte, whatever the form")
    func truncated() throws {
        let cbor = try #require(Base64URL.decode(Self.full.textA.dropFirst(5)))
        for count in 0..<cbor.count {
            let text = "creqA" + Base64URL.encode(Array(cbor.prefix(count)))
            #expect(throws: PaymentRequestError.self, "\(count)") { try PaymentRequest(parsing: text) }
        }
        let text = try Self.full.textB()
        for count in 0..<text.count {
            let cut = String(text.prefix(count))
            #expect(throws: PaymentRequestError.self, "\(count)") { try PaymentRequest(parsing: cut) }
        }
    }

    @Test("is refused with a wrong checksum, mixed case, a foreign prefix or a checksum of bech32 itself")
    func spoiled() throws {
        let text = try Self.full.textB()
        let last = text.last == "Q" ? "P" : "Q"
        let cases = [
            text.dropLast() + last, text.dropLast(10) + text.suffix(10).lowercased(), "creqC" + text.dropFirst(5),
            "lnbc1" + text.dropFirst(7), "", "creqA", "creqA?", "bitcoin:?creq=", "bitcoin:",
            "bitcoin:?lightning=lnbc1",
        ]
        for text in cases {
            #expect(throws: PaymentRequestError.self, "\(text)") { try PaymentRequest(parsing: String(text)) }
        }
        #expect(throws: PaymentRequestError.tooLong) {
            try PaymentRequest(parsing: "creqA" + String(repeating: "A", count: PaymentRequest.maximumCharacters))
        }
    }

    @Test("is refused when a field stands twice or holds what it cannot hold")
    func fields() {
        // {"a":1,"a":2}, {"u":"S T"}, {"t":[{"t":"post"}]}, {"a":"1"}, {"s":1}
        for hex in [
            "a2616101616102", "a1617563532054", "a1617481a1617464706f7374", "a161616131", "a1617301",
        ] {
            let bytes = Hex.decode(hex, maximumBytes: 100) ?? []
            #expect(!bytes.isEmpty)
            #expect(throws: PaymentRequestError.self, "\(hex)") { try PaymentRequest(cbor: bytes) }
        }
    }

    @Test("has no short form when something does not fit into it")
    func notRepresentable() {
        let transports = [
            PaymentRequest.Transport(type: "pigeon", target: "x"), .init(type: "nostr", target: "not a profile"),
            .init(type: "post", target: "x", tags: [[String(repeating: "a", count: 256)]]),
        ]
        for transport in transports {
            #expect(throws: PaymentRequestError.self) { try PaymentRequest(transports: [transport]).textB() }
        }
        #expect(throws: PaymentRequestError.self) {
            try PaymentRequest(lock: .init(kind: "OTHER", data: "")).textB()
        }
    }
}
