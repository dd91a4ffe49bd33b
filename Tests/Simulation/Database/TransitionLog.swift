internal import Storage
internal import StorageSQLite

/// Which saga went from which state into which, as committed: triggers of the database's own write it down, so that no
/// transition is missed and none is counted that was rolled back. And by whom: a saga is moved by its owner alone, and
/// taken only from one that has ended (docs/decisions/0009-owners-of-sagas.md).
final class TransitionLog {
    private let connection: SQLiteConnection
    private let world: World

    init(_ connection: SQLiteConnection, _ world: World) throws(DatabaseError) {
        self.connection = connection
        self.world = world
        _ = try connection.perform(
            """
            CREATE TEMP TABLE transition (operation_id BLOB, kind INTEGER, old INTEGER, new INTEGER, taken INTEGER,
                owner INTEGER)
            """)
        _ = try connection.perform(
            """
            CREATE TEMP TRIGGER saga_begun AFTER INSERT ON saga BEGIN
                INSERT INTO transition VALUES (new.operation_id, new.kind, 0, new.state, 0, new.owner);
            END
            """)
        _ = try connection.perform(
            """
            CREATE TEMP TRIGGER saga_moved AFTER UPDATE ON saga BEGIN
                INSERT INTO transition VALUES
                    (new.operation_id, new.kind, old.state, new.state, old.owner <> new.owner,
                    old.owner);
            END
            """)
        _ = try connection.perform(
            """
            CREATE TEMP TRIGGER saga_ended AFTER DELETE ON saga BEGIN
                INSERT INTO transition VALUES (old.operation_id, old.kind, old.state, 0, 0, old.owner);
            END
            """)
    }

    private static let kinds: [Int64: String] = [1: "swap", 3: "melt"]
    private static let states: [Int64: String] = [1: "setUp", 2: "attempted", 3: "finalizing"]

    /// - Parameter writer: the process whose transaction was committed.
    func read(writer: Int64) {
        let rows = SimulatedServer.must { () throws(DatabaseError) in
            try connection.perform(
                """
                SELECT transition.kind, old, new, taken, completed_operation.number IS NOT NULL, owner
                FROM transition
                LEFT JOIN completed_operation ON completed_operation.operation_id = transition.operation_id
                """
            ).rows
        }
        if rows.isEmpty { return }
        for row in rows { note(row, writer) }
        SimulatedServer.must { () throws(DatabaseError) in _ = try connection.perform("DELETE FROM transition") }
    }

    private func note(_ row: Row, _ writer: Int64) {
        let words = SimulatedServer.must { () throws(DatabaseError) in
            let kind = Self.kinds[try row.integer(0)] ?? "unknown"
            let old = Self.states[try row.integer(1)] ?? "nothing"
            let owner = try row.integer(5)
            if try row.integer(3) != 0 {
                if world.server.isHeld(by: owner) { world.violate("a saga was taken from a process that lives") }
                return "\(kind) \(old) taken over"
            }
            if owner != writer { world.violate("a saga was moved by a process that does not own it") }
            let isCompleted = try row.integer(4) != 0
            let new = Self.states[try row.integer(2)] ?? (isCompleted ? "completed" : "undone")
            return "\(kind) \(old) to \(new)"
        }
        world.coverage.count(transition: words)
        world.trace.remark(words)
    }
}
