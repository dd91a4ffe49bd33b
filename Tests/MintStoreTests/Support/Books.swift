import MintStore
import Storage
import Testing

/// What the tables of a database add up to, in sat.
struct Books: Sendable, Equatable {
    let issued: Int64
    let redeemed: Int64
    let paid: Int64
    /// Ecash in the hands of wallets, whether it is being spent or not.
    let outstanding: Int64
    private let issuedByMint: Int64
    private let quotesIssued: Int64
    private let signed: Int64
    private let spent: Int64
    private let pending: Int64
    private let kept: Int64

    init(_ store: StoreFixture) async throws {
        let row = try await store.read { transaction in
            try transaction.run(
                """
                SELECT
                    CAST((SELECT COALESCE(SUM(issued), 0) FROM completed_operation) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(redeemed), 0) FROM completed_operation) AS BIGINT),
                    CAST((SELECT COALESCE(SUM((paid_msat + 999) / 1000), 0) FROM completed_operation) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(issued), 0) FROM completed_operation WHERE kind = 2) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(amount_issued), 0) FROM mint_quote) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(amount), 0) FROM blind_signature) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(amount), 0) FROM proof) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(amount), 0) FROM pending_proof) AS BIGINT),
                    CAST((SELECT COALESCE(SUM(redeemed - input_fee), 0) FROM completed_operation) AS BIGINT)
                """)[0]
        }.get()
        issued = try row.integer(0)
        redeemed = try row.integer(1)
        paid = try row.integer(2)
        issuedByMint = try row.integer(3)
        quotesIssued = try row.integer(4)
        signed = try row.integer(5)
        spent = try row.integer(6)
        pending = try row.integer(7)
        kept = try row.integer(8)
        outstanding = signed - spent
    }

    /// Nothing came from nowhere, and nothing went nowhere.
    func expectConserved(_ location: SourceLocation = #_sourceLocation) {
        #expect(issued == signed, "every signature is in the books", sourceLocation: location)
        #expect(redeemed == spent, "every spent proof is in the books", sourceLocation: location)
        #expect(issuedByMint == quotesIssued, "issued is what was paid for", sourceLocation: location)
        #expect(issued - issuedByMint + paid <= kept, "nothing gave more than it took", sourceLocation: location)
        #expect(outstanding >= pending, "nothing is spent that was not issued", sourceLocation: location)
    }
}
