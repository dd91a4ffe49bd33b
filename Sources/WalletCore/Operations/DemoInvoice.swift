internal import CashuCrypto
internal import Glibc
internal import Lightning

/// An invoice that nobody will ever be paid for: its node's key is drawn and forgotten. For a mint with the fake
/// backend only, which pays anything.
package enum DemoInvoice {
    /// - Parameter sats: 1 to 21 million bitcoin.
    package static func make(sats: UInt64, description: String) throws(WalletError) -> String {
        let (msat, overflow) = sats.multipliedReportingOverflow(by: 1_000)
        guard sats > 0, !overflow else { throw .unusableAmount }
        let terms = Bolt11Terms(
            amountMsat: msat, paymentHash: .random(), paymentSecret: .random(), purpose: .description(description),
            timestamp: UInt64(time(nil)))
        do {
            return try Bolt11Invoice.make(terms, throwawayKey: .random()).text
        } catch {
            throw .invoice(error)
        }
    }
}
