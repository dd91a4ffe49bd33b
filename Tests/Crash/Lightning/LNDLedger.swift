import CashuCrypto

/// The ledger of the stand-in of LND: each attempt and each invoice, a line whenever one changes.
struct LNDLedger: LightningLedger {
    private struct Entry: Decodable {
        struct Payment: Decodable {
            struct Content: Decodable {
                let hash: String
                let createdAt: UInt64
                let status: String
                let valueMsat: UInt64
                let feeMsat: UInt64
            }

            let _0: Content
        }

        struct Invoice: Decodable {
            struct Content: Decodable {
                let hash: String
                let state: String
                let paidMsat: UInt64
            }

            let _0: Content
        }

        let payment: Payment?
        let invoice: Invoice?
    }

    private var lines: LedgerLines
    private var received: [String: UInt64] = [:]
    /// By when each attempt began.
    private var payments: [String: [UInt64: Entry.Payment.Content]] = [:]

    init(path: String) { lines = LedgerLines(path: path) }

    mutating func read() throws {
        for entry in try lines.added(Entry.self) {
            if let invoice = entry.invoice?._0, invoice.state == "SETTLED" {
                received[invoice.hash] = invoice.paidMsat
            }
            if let payment = entry.payment?._0 { payments[payment.hash, default: [:]][payment.createdAt] = payment }
        }
    }

    func received(_ hash: FixedBytes<32>, at now: UInt64) -> UInt64? { received[hash.hex].map { $0 / 1_000 } }

    func outcome(_ hash: FixedBytes<32>, at now: UInt64) -> PaymentFact {
        guard let last = payments[hash.hex]?.values.max(by: { $0.createdAt < $1.createdAt }) else { return .none }
        return switch last.status {
        case "SUCCEEDED": .settled(msat: last.valueMsat + last.feeMsat)
        case "FAILED": .failed
        default: .open
        }
    }

    func timesPaid(_ hash: FixedBytes<32>, at now: UInt64) -> Int {
        (payments[hash.hex] ?? [:]).values.count { $0.status != "FAILED" }
    }
}
