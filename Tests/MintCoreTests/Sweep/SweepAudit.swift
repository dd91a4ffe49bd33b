import Storage

/// What holds of the whole database between two operations.
struct SweepAudit {
    private let books: Books
    private let orphans: UInt64

    init(_ database: Database) async throws {
        books = try await Books(database)
        orphans = try await database.read { (transaction) throws(DatabaseError) in
            let rows = try transaction.run(
                """
                SELECT (SELECT COUNT(*) FROM pending_proof WHERE operation_id NOT IN (SELECT operation_id FROM saga))
                    + (SELECT COUNT(*) FROM pending_output WHERE operation_id NOT IN (SELECT operation_id FROM saga))
                    + (SELECT COUNT(*) FROM melt_quote WHERE state = 'PENDING'
                        AND id NOT IN (SELECT quote_id FROM saga WHERE quote_id IS NOT NULL))
                """)
            guard let row = rows.first else { throw .unreadable("a count") }
            return try row.unsigned(0)
        }
    }

    /// - Parameter isQuiet: whether nothing may be under way.
    func complaints(isQuiet: Bool) -> [String] {
        var complaints = books.violations
        if orphans > 0 { complaints.append("\(orphans) rows are held by nobody") }
        if isQuiet, !books.isQuiet { complaints.append("something is left: \(books)") }
        return complaints
    }
}
