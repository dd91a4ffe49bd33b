import MintStore
import Storage

/// What holds of the whole database between two operations.
struct SweepAudit {
    private let books: Books
    private let units: [Conservation]
    private let strays: Strays
    private let incidents: [Incident]

    init(_ database: Database) async throws {
        books = try await Books(database)
        (units, strays, incidents) = try await database.read { (transaction) throws(StoreError) in
            (try transaction.conservation(), try transaction.strays(), try transaction.openAndRecentIncidents())
        }
    }

    /// - Parameter isQuiet: whether nothing may be under way.
    func complaints(isQuiet: Bool) -> [String] {
        var complaints = books.violations
        complaints += units.filter { !$0.isHeld }.map { "the books do not balance: \($0)" }
        complaints += incidents.map { "an incident: \($0)" }
        if !strays.areNone { complaints.append("held by nobody: \(strays)") }
        if isQuiet, !books.isQuiet { complaints.append("something is left: \(books)") }
        return complaints
    }
}
