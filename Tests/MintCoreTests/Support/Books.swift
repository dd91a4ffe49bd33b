import MintStore
import Storage
import Testing

/// What the tables add up to, all in sat.
struct Books: Equatable {
    var received: UInt64 = 0
    var notYetIssued: UInt64 = 0
    var signed: UInt64 = 0
    var spent: UInt64 = 0
    var booksIssued: UInt64 = 0
    var booksIssuedByMint: UInt64 = 0
    var booksRedeemed: UInt64 = 0
    var booksFees: UInt64 = 0
    var booksPaid: UInt64 = 0
    var booksKept: Int64 = 0
    var pendingProofs: UInt64 = 0
    var pendingOutputs: UInt64 = 0
    var sagas: UInt64 = 0

    init(_ database: Database) async throws {
        func number(_ statement: SQL) async throws -> UInt64 {
            try await database.read { (transaction) throws(DatabaseError) in
                guard let row = try transaction.run(statement).first else { throw .unreadable("a sum") }
                return try row.unsigned(0)
            }
        }
        /// PostgreSQL's sum of BIGINT is NUMERIC.
        func sum(_ what: SQL, _ rows: SQL) async throws -> UInt64 {
            try await number("SELECT CAST(COALESCE(SUM(" + what + "), 0) AS BIGINT) FROM " + rows)
        }
        received = try await sum("amount_paid", "mint_quote")
        notYetIssued = try await sum("amount_paid - amount_issued", "mint_quote")
        signed = try await sum("amount", "blind_signature")
        spent = try await sum("amount", "proof")
        booksIssued = try await sum("issued", "completed_operation")
        booksIssuedByMint = try await sum("issued", "completed_operation WHERE kind = 2")
        booksRedeemed = try await sum("redeemed", "completed_operation")
        booksFees = try await sum("input_fee", "completed_operation")
        booksPaid = try await sum("(paid_msat + 999) / 1000", "completed_operation")
        pendingProofs = try await number("SELECT COUNT(*) FROM pending_proof")
        pendingOutputs = try await number("SELECT COUNT(*) FROM pending_output")
        sagas = try await number("SELECT COUNT(*) FROM saga")
        booksKept =
            Int64(booksRedeemed) + Int64(booksIssuedByMint) - Int64(booksIssued) - Int64(booksFees)
            - Int64(booksPaid)
    }

    /// Whatever happened: nothing came from nowhere, nothing went nowhere.
    func expectConserved(_ location: SourceLocation = #_sourceLocation) {
        #expect(booksIssued == signed, "every signature is in the books", sourceLocation: location)
        #expect(booksRedeemed == spent, "every spent proof is in the books", sourceLocation: location)
        #expect(booksIssuedByMint == received - notYetIssued, "issued what was received", sourceLocation: location)
        #expect(booksKept >= 0, "no operation gave more than it took", sourceLocation: location)
        #expect(signed <= spent + received, "nothing outstanding was not received", sourceLocation: location)
    }

    /// Nothing is under way.
    func expectQuiet(_ location: SourceLocation = #_sourceLocation) {
        #expect(pendingProofs == 0, sourceLocation: location)
        #expect(pendingOutputs == 0, sourceLocation: location)
        #expect(sagas == 0, sourceLocation: location)
    }
}
