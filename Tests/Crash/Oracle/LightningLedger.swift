import CashuCrypto
import Foundation
import Lightning

/// What the fake backend's own file says of its node: the money that came in and went out. Read without its code, so
/// that a mistake there is no mistake here.
struct LightningLedger {
    enum Outcome: Equatable {
        /// The node was never asked.
        case none
        case failed
        /// Not over, or the node does not say.
        case open
        case settled(msat: UInt64)
    }

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

    private let path: String
    private var offset: UInt64 = 0
    private var invoices: [FixedBytes<32>: (invoice: Bolt11Invoice, paidAt: UInt64)] = [:]
    /// Every attempt, the last one last.
    private var payments: [FixedBytes<32>: [Entry.Payment]] = [:]

    init(path: String) { self.path = path }

    /// Takes in the lines that were added. One without its end was never answered for.
    mutating func read() throws {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: offset)
        let bytes = try file.readToEnd() ?? Data()
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return }
        for line in bytes[..<end].split(separator: UInt8(ascii: "\n")) {
            let entry = try JSONDecoder().decode(Entry.self, from: Data(line))
            if let made = entry.invoice {
                let invoice = try Bolt11Invoice(parsing: made.request)
                invoices[invoice.paymentHash] = (invoice, made.paidAt)
            } else if let payment = entry.payment, let hash = FixedBytes<32>(hex: payment.hash) {
                payments[hash, default: []].append(payment)
            }
        }
        offset += UInt64(end - bytes.startIndex) + 1
    }

    /// In satoshi; `nil` when the invoice was not paid.
    func received(_ hash: FixedBytes<32>, at now: UInt64) -> UInt64? {
        guard let (invoice, paidAt) = invoices[hash], paidAt < invoice.expiresAt, paidAt <= now else { return nil }
        return (invoice.amountMsat ?? 0) / 1_000
    }

    func outcome(_ hash: FixedBytes<32>, at now: UInt64) -> Outcome {
        guard let last = payments[hash]?.last else { return .none }
        return Self.outcome(of: last, at: now)
    }

    /// Attempts whose money has left, or may have.
    func timesPaid(_ hash: FixedBytes<32>, at now: UInt64) -> Int {
        (payments[hash] ?? []).count { Self.outcome(of: $0, at: now) != .failed }
    }

    private static func outcome(of payment: Entry.Payment, at now: UInt64) -> Outcome {
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
