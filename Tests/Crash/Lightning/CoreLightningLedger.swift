import CashuCrypto

/// The ledger of the stand-in of Core Lightning: parts of attempts, and how each ended.
struct CoreLightningLedger: LightningLedger {
    private struct Entry: Decodable {
        struct Received: Decodable {
            let hash: String
            let amountMsat: UInt64
        }

        struct Part: Decodable {
            struct Content: Decodable {
                let hash: String
                let group: UInt64
                let createdIndex: UInt64
                let sentMsat: UInt64
            }

            let _0: Content
        }

        struct End: Decodable {
            let createdIndex: UInt64
            let isPaid: Bool
        }

        let received: Received?
        let part: Part?
        let end: End?
    }

    private struct Part {
        let group: UInt64
        let sentMsat: UInt64
        /// `nil` while it is pending.
        var isPaid: Bool?
    }

    private var lines: LedgerLines
    private var received: [String: UInt64] = [:]
    private var parts: [String: [UInt64: Part]] = [:]
    private var hashes: [UInt64: String] = [:]

    init(path: String) { lines = LedgerLines(path: path) }

    mutating func read() throws {
        for entry in try lines.added(Entry.self) {
            if let payment = entry.received { received[payment.hash] = payment.amountMsat }
            if let part = entry.part?._0 {
                hashes[part.createdIndex] = part.hash
                parts[part.hash, default: [:]][part.createdIndex] = Part(
                    group: part.group, sentMsat: part.sentMsat)
            }
            if let end = entry.end, let hash = hashes[end.createdIndex] {
                parts[hash]?[end.createdIndex]?.isPaid = end.isPaid
            }
        }
    }

    func received(_ hash: FixedBytes<32>, at now: UInt64) -> UInt64? { received[hash.hex].map { $0 / 1_000 } }

    func outcome(_ hash: FixedBytes<32>, at now: UInt64) -> PaymentFact {
        let parts = parts[hash.hex]?.values.map(\.self) ?? []
        if let paid = parts.first(where: { $0.isPaid == true }) {
            let sent = parts.filter { $0.group == paid.group && $0.isPaid != false }.map(\.sentMsat)
            return .settled(msat: sent.reduce(0, +))
        }
        if parts.isEmpty { return .none }
        // Every mint that asks anew waits until it is sure that an order whose answer was lost makes no more parts.
        return parts.contains { $0.isPaid == nil } ? .open : .failedOfLate
    }

    func timesPaid(_ hash: FixedBytes<32>, at now: UInt64) -> Int {
        Set((parts[hash.hex] ?? [:]).values.filter { $0.isPaid != false }.map(\.group)).count
    }
}
