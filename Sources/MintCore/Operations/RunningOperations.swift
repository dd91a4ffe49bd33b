internal import Cashu
internal import Logging
internal import Synchronization

/// The operations that run in this process. Recovery keeps its hands off them, and the end of the program waits for
/// them.
final class RunningOperations: Sendable {
    private let operations = Mutex<Set<OperationID>>([])
    private let newID: @Sendable () -> OperationID
    private let logger: Logger

    init(newID: @escaping @Sendable () -> OperationID, logger: Logger) {
        self.newID = newID
        self.logger = logger
    }

    /// - Returns: `nil` when the operation already runs.
    func begin(_ operation: OperationID) -> Duty? {
        guard operations.withLock({ $0.insert(operation).inserted }) else { return nil }
        return Duty(taking: operation, among: self)
    }

    func contains(_ operation: OperationID) -> Bool { operations.withLock { $0.contains(operation) } }

    /// Those that run at this moment.
    var current: Set<OperationID> { operations.withLock { $0 } }

    var isIdle: Bool { operations.withLock { $0.isEmpty } }

    fileprivate func end(_ operation: OperationID, isDischarged: Bool) {
        operations.withLock { _ = $0.remove(operation) }
        if !isDischarged {
            logger.error("operation left to recovery", metadata: ["operation": "\(operation)"])
        }
    }

    /// Waits until nothing runs, at most this long. Also in a cancelled task.
    func drain(within milliseconds: UInt64, clock: any MintClock) async {
        let pause: UInt64 = 20
        let waiting = Task {
            var patience = milliseconds
            while !isIdle, patience >= pause {
                patience -= pause
                await clock.sleep(milliseconds: pause)
            }
        }
        await waiting.value
    }
}

/// The duty to bring an operation to an end, held by one owner. It is taken before anything is reserved and discharged
/// at every definite end; dropped in any other way it says so, and recovery takes over.
struct Duty: ~Copyable, Sendable {
    let operation: OperationID
    private let running: RunningOperations
    private var isDischarged = false

    fileprivate init(taking operation: OperationID, among running: RunningOperations) {
        self.operation = operation
        self.running = running
    }

    /// The operation is over, or waits for an event that recovery looks out for.
    consuming func discharge() { isDischarged = true }

    deinit { running.end(operation, isDischarged: isDischarged) }
}
