import CashuCrypto
import Lightning

/// Invoices of another node.
enum TestInvoice {
    /// - Parameter description: tells the fake backend what is to become of the payment.
    static func make(sat: UInt64?, description: String = "a coffee") throws -> String {
        let terms = Bolt11Terms(
            network: .bitcoin, amountMsat: sat.map { $0 * 1_000 }, paymentHash: .random(), paymentSecret: .random(),
            purpose: .description(description), timestamp: 1_800_000_000, expirySeconds: 31_536_000)
        return try Bolt11Invoice.make(terms, throwawayKey: FixedBytes(repeating: 9)).text
    }
}
