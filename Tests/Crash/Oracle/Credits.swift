import CashuCrypto
import ProcessTestSupport

/// The mint quotes that the mint's tables call paid. No wallet knows of some of them: the answer to whoever asked may
/// have been lost.
struct Credits {
    private let quotes: [(hash: FixedBytes<32>, amount: UInt64)]

    init(_ store: BookStore) async throws {
        let text = store.joined("\(store.hex("request_id")) || ':' || amount_paid")
        let row = try await store.row("SELECT \(text) FROM mint_quote WHERE amount_paid > 0")
        quotes = try (row.first ?? "").split(separator: ",").map { quote in
            let parts = quote.split(separator: ":")
            guard parts.count == 2, let hash = FixedBytes<32>(hex: parts[0]), let amount = UInt64(parts[1]) else {
                throw Unmet("a credit that is none: \(quote)")
            }
            return (hash, amount)
        }
    }

    /// Each came in through the node or was paid within the mint, and what was paid within the mint was credited.
    func faults(_ ledger: any LightningLedger, paidInside: Set<FixedBytes<32>>, now: UInt64) -> [String] {
        let credited = Set(quotes.map(\.hash))
        return quotes.filter { ledger.received($0.hash, at: now) != $0.amount && !paidInside.contains($0.hash) }
            .map { "\($0.amount) were credited that nobody paid: \($0.hash)" }
            + paidInside.filter { !credited.contains($0) }.map { "paid within the mint and not credited: \($0)" }
    }
}
