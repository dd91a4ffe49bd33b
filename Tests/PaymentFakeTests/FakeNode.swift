import Cashu
import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake

/// Some other node, whose invoices the fake is asked to pay.
enum FakeNode {
    static let attempt = OperationID()
    static let key = SHA256.hash("another node")

    static func invoice(_ description: String, amountMsat: UInt64? = 10_000, number: Int = 0) throws -> Bolt11Invoice {
        let terms = Bolt11Terms(
            amountMsat: amountMsat, paymentHash: SHA256.hash("\(description) \(number)"),
            paymentSecret: SHA256.hash("secret"), purpose: .description(description), timestamp: 1_700_000_000)
        return try Bolt11Invoice.make(terms, throwawayKey: key)
    }

    static func payment(
        _ description: String, amountMsat: UInt64 = 10_000, feeLimitMsat: UInt64 = 2_000, number: Int = 0,
        attempt: OperationID = attempt
    ) throws -> OutgoingPayment {
        OutgoingPayment(
            attempt: attempt, request: .bolt11(try invoice(description, number: number)),
            amountMsat: amountMsat,
            feeLimitMsat: feeLimitMsat, mark: .start)
    }
}

extension InvoiceOrder {
    static func order(_ label: String, amountMsat: UInt64 = 21_000, expirySeconds: UInt64 = 3_600) -> InvoiceOrder {
        InvoiceOrder(label: label, amountMsat: amountMsat, description: "a mint quote", expirySeconds: expirySeconds)
    }
}

extension FakeBackendConfiguration {
    init(_ change: (inout FakeBackendConfiguration) -> Void) {
        self.init()
        change(&self)
    }
}
