import ProcessTestSupport

/// What the mint's own tables add up to, in satoshi.
struct Totals: Equatable {
    let signed: Int64
    let spent: Int64
    let issued: Int64
    let redeemed: Int64
    let issuedByMinting: Int64
    let fees: Int64
    let paidMsat: Int64
    /// Of which the node may have been asked.
    let attempted: Set<String>

    private static func query(joined: String) -> String {
        """
        SELECT CAST(COALESCE((SELECT SUM(amount) FROM blind_signature), 0) AS BIGINT),
            CAST(COALESCE((SELECT SUM(amount) FROM proof), 0) AS BIGINT),
            CAST(COALESCE(SUM(issued), 0) AS BIGINT), CAST(COALESCE(SUM(redeemed), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN kind = 2 THEN issued ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(input_fee), 0) AS BIGINT), CAST(COALESCE(SUM(paid_msat), 0) AS BIGINT),
            COALESCE((SELECT \(joined) FROM saga WHERE kind = 3 AND state = 2), '')
        FROM completed_operation
        """
    }

    init(_ store: BookStore) async throws {
        let row = try await store.row(Self.query(joined: store.joined("quote_id")))
        let numbers = row.dropLast().compactMap { Int64($0) }
        guard row.count == 8, numbers.count == 7 else { throw Unmet("totals that are none: \(row)") }
        signed = numbers[0]
        spent = numbers[1]
        issued = numbers[2]
        redeemed = numbers[3]
        issuedByMinting = numbers[4]
        fees = numbers[5]
        paidMsat = numbers[6]
        attempted = Set(row[7].split(separator: ",").map(String.init))
    }
}
