// What a body returns leaves the connection's thread.
import Storage

final class Cursor {}  // expected-note {{class 'Cursor' does not conform to the 'Sendable' protocol}}

func misuse(_ database: Database) async throws {
    _ = try await database.write { (_) throws(DatabaseError) in Cursor() }
    // expected-error@-1 {{type 'Cursor' does not conform to the 'Sendable' protocol}}
}
