internal import Foundation
internal import TestSupport

/// A look from outside into the database of a mint.
package struct PostgresDatabase: Sendable {
    package let url: String

    package init(url: String) { self.url = url }

    /// The only number that a query answers with.
    package func number(_ query: String) async throws -> Int64 {
        let rows = try await rows(query)
        guard rows.count == 1, rows[0].count == 1, let number = Int64(rows[0][0]) else {
            throw Unmet("\(query): \(rows)")
        }
        return number
    }

    /// The answer as text; NULL is empty.
    package func rows(_ query: String) async throws -> [[String]] {
        let psql = "\(try TestPostgres.programs())/psql"
        let outcome = try await ChildProcess.run(psql, ["-X", "-A", "-t", "-q", "-F", "|", "-d", url, "-c", query])
        guard outcome.status == 0 else { throw Unmet("\(query): \(outcome.errors)") }
        return outcome.output.split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
