import Storage
import Synchronization

/// Fails the n-th time that a kind of point is passed, before it (the statement never reaches the engine) or after it
/// (the answer is lost).
final class ScriptedFaults: FaultInjection {
    enum Moment: Sendable { case before, after }

    private let point: FaultPoint
    private let moment: Moment
    private let countdown: Mutex<Int>

    static let error = DatabaseError(.storageFailure, "injected")

    init(_ moment: Moment, _ point: FaultPoint, number: Int = 1) {
        self.point = point
        self.moment = moment
        countdown = Mutex(number)
    }

    var hasFired: Bool { countdown.withLock { $0 <= 0 } }

    /// Strikes no more.
    func disarm() { countdown.withLock { $0 = min($0, 0) } }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        guard moment == .before else { return }
        try strike(point)
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        guard moment == .after else { return }
        try strike(point)
    }

    private func strike(_ point: FaultPoint) throws(DatabaseError) {
        guard point == self.point else { return }
        let isDue = countdown.withLock { countdown in
            countdown -= 1
            return countdown == 0
        }
        if isDue { throw Self.error }
    }
}
