internal import Storage

/// Fails at one statement of the next transaction: before it reached the database, or when its answer was lost.
final class StatementFaults: FaultInjection, @unchecked Sendable {  // confined to the scheduler's thread
    enum Moment { case before, after }

    private var armed: (moment: Moment, countdown: Int)?

    static let error = DatabaseError(.unreachable, "injected: the connection was lost")

    func arm(_ moment: Moment, at number: Int) { armed = (moment, number) }

    func disarm() { armed = nil }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        armed?.countdown -= 1
        if armed?.countdown == 0, armed?.moment == .before { throw Self.error }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        if armed?.countdown == 0, armed?.moment == .after { throw Self.error }
    }
}
