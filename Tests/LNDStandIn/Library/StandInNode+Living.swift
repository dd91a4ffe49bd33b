internal import CashuCrypto
internal import Foundation

extension StandInNode {
    private static let pauseMilliseconds = 50

    /// Acts as if there were others, until its task is cancelled. Of the own invoices a third is paid at once, a third
    /// after a second, and a third never; what is held ends after a second, and half of it well. Which of these follows
    /// from the payment hash, so that it is the same after a restart.
    func live() async throws {
        while !Task.isCancelled {
            try payInvoices()
            try endPayments()
            try await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
        }
    }

    private func payInvoices() throws {
        let now = now()
        for invoice in ledger.invoices where invoice.state == "OPEN" && now < invoice.createdAt + invoice.expiry {
            switch Self.lot(invoice.hash) % 3 {
            case 0: _ = try receive(invoice.hash, amountMsat: nil, isHeld: false)
            case 1 where now > invoice.createdAt: _ = try receive(invoice.hash, amountMsat: nil, isHeld: false)
            default: break
            }
        }
    }

    private func endPayments() throws {
        let now = now()
        for payment in ledger.payments where !payment.isOver && payment.createdAt / 1_000_000_000 + 1 < now {
            let isPaid = Self.lot(payment.hash) % 2 == 0
            _ = try finish(payment.hash, failing: isPaid ? nil : "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS")
        }
    }

    private static func lot(_ hash: String) -> UInt8 { FixedBytes<32>(hex: hash)?.bytes[0] ?? 0 }
}
