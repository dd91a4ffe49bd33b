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
        self = try await database.read { (transaction) throws(DatabaseError) in try Books(transaction) }
    }

    /// Of one moment.
    private init(_ transaction: borrowing ReadTransaction) throws(DatabaseError) {
        func number(_ statement: SQL) throws(DatabaseError) -> UInt64 {
            guard let row = try transaction.run(statement).first else { throw .unreadable("a sum") }
            return try row.unsigned(0)
        }
        /// PostgreSQL's sum of BIGINT is NUMERIC.
        func sum(_ what: SQL, _ rows: SQL) throws(DatabaseError) -> UInt64 {
            try number("SELECT CAST(COALESCE(SUM(" + what + "), 0) AS BIGINT) FROM " + rows)
        }
        received = try sum("amount", "credited_payment")
        notYetIssued = try sum("amount_paid - amount_issued", "mint_quote")
        signed = try sum("amount", "blind_signature")
        spent = try sum("amount", "proof")
        booksIssued = try sum("issued", "completed_operation")
        booksIssuedByMint = try sum("issued", "completed_operation WHERE kind = 2")
        booksRedeemed = try sum("redeemed", "completed_operation")
        booksFees = try sum("input_fee", "completed_operation")
        booksPaid = try sum("(paid_msat + 999) / 1000", "completed_operation")
        pendingProofs = try number("SELECT COUNT(*) FROM pending_proof")
        pendingOutputs = try number("SELECT COUNT(*) FROM pending_output")
        sagas = try number("SELECT COUNT(*) FROM saga")
        booksKept =
            Int64(booksRedeemed) + Int64(booksIssuedByMint) - Int64(booksIssued) - Int64(booksFees)
            - Int64(booksPaid)
    }

    /// Whatever happened: nothing came from nowhere, nothing went nowhere. In words, what does not hold of that.
    var violations: [String] {
        [
            booksIssued == signed ? nil : "a signature is not in the books",
            booksRedeemed == spent ? nil : "a spent proof is not in the books",
            booksIssuedByMint == received - notYetIssued ? nil : "issued is not what was received",
            booksKept >= 0 ? nil : "an operation gave more than it took",
            signed <= spent + received ? nil : "something outstanding was not received",
        ].compactMap { $0.map { "\($0): \(self)" } }
    }

    var isQuiet: Bool { pendingProofs == 0 && pendingOutputs == 0 && sagas == 0 }

    func expectConserved(_ location: SourceLocation = #_sourceLocation) {
        #expect(violations == [], sourceLocation: location)
    }

    /// Nothing is under way.
    func expectQuiet(_ location: SourceLocation = #_sourceLocation) {
        #expect(isQuiet, "\(self)", sourceLocation: location)
    }
}
