internal import Cashu
internal import Synchronization

/// The orders to pay that this process gave and whose answers it awaits.
final class OpenOrders: Sendable {
    private let attempts = Mutex<Set<OperationID>>([])

    func begin(_ attempt: OperationID) { _ = attempts.withLock { $0.insert(attempt) } }

    func end(_ attempt: OperationID) { _ = attempts.withLock { $0.remove(attempt) } }

    func contains(_ attempt: OperationID) -> Bool { attempts.withLock { $0.contains(attempt) } }
}
