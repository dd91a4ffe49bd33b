internal import Cashu
internal import Logging
internal import Storage
internal import Synchronization

/// What recovery could not end, and why. What fails again and again is poison: an alarm, once, and listed for the
/// operator until it is gone.
final class RecoveryTroubles: Sendable {
    struct Trouble: Sendable {
        var failures: Int
        var last: String
    }

    private struct State {
        var operations: [OperationID: Trouble] = [:]
        var unreadable: Set<String> = []
    }

    private let state = Mutex(State())
    private let logger: Logger

    /// Rounds after which an operation counts as poisoned. A part of the mint that is away for a moment fails fewer.
    private static let patience = 3

    init(logger: Logger) { self.logger = logger }

    /// Those that have failed too often.
    var poisoned: [OperationID: Trouble] {
        state.withLock { $0.operations.filter { $0.value.failures >= Self.patience } }
    }

    func trouble(of operation: OperationID) -> Trouble? { state.withLock { $0.operations[operation] } }

    func note(_ failure: MintFailure, of operation: OperationID) {
        let failures = state.withLock { state in
            state.operations[operation, default: Trouble(failures: 0, last: "")].failures += 1
            state.operations[operation]?.last = "\(failure)"
            return state.operations[operation]?.failures ?? 0
        }
        let metadata: Logger.Metadata = ["operation": "\(operation)", "error": "\(failure)"]
        switch failures {
        case Self.patience:
            logger.critical("an operation cannot be ended: look at it with 'mintctl saga show'", metadata: metadata)
        case ..<Self.patience: logger.error("operation not recovered", metadata: metadata)
        default: logger.debug("operation not recovered", metadata: metadata)
        }
    }

    /// A row that is no saga: said once.
    func note(unreadable error: DatabaseError) {
        guard state.withLock({ $0.unreadable.insert("\(error)").inserted }) else { return }
        logger.critical("a saga is unreadable", metadata: ["error": "\(error)"])
    }

    func settle(_ operation: OperationID) { state.withLock { _ = $0.operations.removeValue(forKey: operation) } }

    /// Forgets what is over, whoever ended it.
    func forget(except open: Set<OperationID>) {
        state.withLock { state in state.operations = state.operations.filter { open.contains($0.key) } }
    }
}
