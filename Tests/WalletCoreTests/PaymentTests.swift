import Cashu
import CashuCrypto
import Lightning
import Testing

@testable import WalletCore

@Suite("A wallet that pays an invoice")
struct PaymentTests {
    @Test(
        "refuses a reserve for fees above the larger of 10 and a twentieth, before anything is spent",
        arguments: [(10, 10, true), (10, 11, false), (400, 20, true), (400, 21, false)] as [(UInt64, UInt64, Bool)])
    func usualFees(_ amount: UInt64, _ reserve: UInt64, _ isUsual: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { $0.feeReserve = reserve }
        let (test, wallet) = try await TestWallet.funded(512, mint)
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: amount), .sat)
        if !isUsual {
            await #expect { try await wallet.melt(quote) } throws: { error in
                guard case WalletError.feeTooHigh(reserve, limit: reserve - 1) = error else { return false }
                return "\(error)".contains("--max-fee \(reserve)")
            }
            #expect(try await test.balance() == (512, 0))
            #expect(mint.look { $0.requests["melt"] } == nil)
        }
        #expect(try await wallet.melt(quote, feeLimit: isUsual ? nil : reserve).amount == amount)
    }

    @Test("keeps to a lower limit when it is given one")
    func ownLimit() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        await #expect(throws: WalletError.self) { try await wallet.melt(quote, feeLimit: quote.feeReserve - 1) }
        #expect(try await test.balance() == (64, 0))
        #expect(try await wallet.melt(quote, feeLimit: quote.feeReserve).fee == 1)
    }

    private static let preimage = FixedBytes<32>(repeating: 5)

    @Test(
        "tells a preimage that proves the payment from one that does not, and from none; paid is paid",
        arguments: [
            (preimage.hex, true), (FixedBytes<32>(repeating: 6).hex, false), ("05", false), ("", nil), (nil, nil),
            (FixedBytes<32>().hex, nil),
        ] as [(String?, Bool?)])
    func preimages(_ sent: String?, _ proves: Bool?) async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { $0.preimage = sent }
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let terms = Bolt11Terms(
            amountMsat: 10_000, paymentHash: SHA256.hash(Self.preimage.bytes), paymentSecret: .random(),
            purpose: .description("a test"), timestamp: 1_700_000_000)
        let invoice = try Bolt11Invoice.make(terms, throwawayKey: .random()).text
        let paid = try await wallet.melt(try await wallet.requestMelt(invoice, .sat))
        #expect(paid.provesPayment == proves && paid.preimage == (proves == nil ? nil : sent))
        #expect(paid.amount == 10 && paid.fee == 1)
        #expect(try await test.balance() == (53, 0))
    }
}
