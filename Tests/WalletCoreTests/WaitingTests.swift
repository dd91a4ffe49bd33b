import Cashu
import TestSupport
import Testing

@testable import WalletCore

@Suite("Waiting for a payment")
struct WaitingTests {
    @Test("mints as soon as the mint tells that the invoice is paid")
    func told() async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { state in
            state.paysItsInvoices = false
            state.announcesSubscriptions = true
        }
        let wallet = try await TestWallet(mint).open()
        let quote = try await wallet.requestMint(5, .sat)
        #expect(try await wallet.collect(quote.id, within: .seconds(600)) == .minted(5))
        #expect(mint.look { $0.requests["watch"] } == 1)
    }

    @Test("asks again and again where the mint cannot tell, or its connection fails", arguments: [false, true])
    func asks(_ announces: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { state in
            state.paysItsInvoices = false
            state.announcesSubscriptions = announces
        }
        let wallet = try await TestWallet(mint).open()
        let quote = try await wallet.requestMint(5, .sat)
        if announces { mint.change { $0.accident = .unreachable } }
        async let minting = wallet.collect(quote.id, within: .seconds(600))
        // Paid only after the wallet has given up on being told.
        #expect(await eventually { mint.look { announces ? $0.requests["watch"] == 1 : true } })
        mint.change { $0.mintQuotes[quote.id]?.state = .paid }
        let minted = try await minting
        #expect(minted == .minted(5))
        #expect(mint.look { $0.requests["watch"] } == (announces ? 1 : nil))
    }

    @Test("ends with the time, and the quote is there for the next command")
    func ends() async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { $0.paysItsInvoices = false }
        let wallet = try await TestWallet(mint).open()
        let quote = try await wallet.requestMint(5, .sat)
        await #expect { try await wallet.collect(quote.id, within: .zero) } throws: { error in
            guard case WalletError.pending = error else { return false }
            return true
        }
        #expect(try await wallet.openQuotes() == [quote])
    }
}
