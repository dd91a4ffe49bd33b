import CashuCrypto
import Lightning

/// The file of the fake backend.
struct FakeLedger: LightningLedger {
    private struct Entry: Decodable {
        struct Invoice: Decodable {
            let request: String
            let paidAt: UInt64
        }

        struct Payment: Decodable {
            let hash: String
            let spentMsat: UInt64
            let later: String
            let begunAt: UInt64
        }

        let invoice: Invoice?
        let payment: Payment?
    }

    private var lines: LedgerLines
    private var invoices: [FixedBytes<32>: (invoice: Bolt11Invoice, paidAt: UInt64)] = [:]
    /// Every attempt, the last one last.
    private var payments: [FixedBytes<32>: [Entry.Payment]] = [:]

    init(path: String) { lines = LedgerLines(path: path) }

    mutating func read() throws {
        for entry in try lines.added(Entry.self) {
            if let made = entry.invoice {
                let invoice = try Bolt11Invoice(parsing: made.request)
                invoices[invoice.paymentHash] = (invoice, made.paidAt)
            } else if let payment = entry.payment, let hash = FixedBytes<32>(hex: payment.hash) {
                payments[hash, default: []].append(payment)
            }
        }
    }

    /// In satoshi; `nil` when the invoice was not paid.
    func received(_ hash: FixedBytes<32>, at now: UInt64) -> UInt64? {
        guard let (invoice, paidAt) = invoices[hash], paidAt < invoice.expiresAt, paidAt <= now else { return nil }
        return (invoice.amountMsat ?? 0) / 1_000
    }

    func outcome(_ hash: FixedBytes<32>, at now: UInt64) -> PaymentFact {
        guard let last = payments[hash]?.last else { return .none }
        return Self.outcome(of: last, at: now)
    }

    /// Attempts whose money has left, or may have.
    func timesPaid(_ hash: FixedBytes<32>, at now: UInt64) -> Int {
        (payments[hash] ?? []).count { Self.outcome(of: $0, at: now) != .failed }
    }

    private static func outcome(of payment: Entry.Payment, at now: UInt64) -> PaymentFact {
        let lateness = "in flight for "
        switch payment.later {
        case "settled": return .settled(msat: payment.spentMsat)
        case "failed": return .failed
        case let text where text.hasPrefix(lateness):
            let seconds = UInt64(text.dropFirst(lateness.count)) ?? .max
            return now >= payment.begunAt && now - payment.begunAt >= seconds
                ? .settled(msat: payment.spentMsat) : .open
        default: return .open
        }
    }
}
