internal import Foundation

extension StandInNode {
    func replaceScript(_ json: [UInt8]) throws {
        script = try JSONDecoder().decode(StandInScript.self, from: Data(json))
    }

    func forgetPayments() throws { try ledger.forgetPayments() }

    /// Every attempt and every invoice.
    func ledgerDocument() throws -> [UInt8] {
        struct Document: Encodable {
            let payments: [StandInPayment]
            let invoices: [StandInInvoice]
        }
        return Array(try JSONEncoder().encode(Document(payments: ledger.payments, invoices: ledger.invoices)))
    }
}
