import Storage
import Synchronization

/// A job whose outcome the test looks at.
final class ScriptedJob: WriteJob {
    let durability = Durability.synced
    private let body: @Sendable (inout WriteTransaction) -> Bool
    private let finished = Mutex<WriteOutcome?>(nil)

    init(_ body: @escaping @Sendable (inout WriteTransaction) -> Bool) { self.body = body }

    var outcome: WriteOutcome? { finished.withLock { $0 } }
    func run(_ transaction: inout WriteTransaction) -> Bool { body(&transaction) }
    func finish(_ outcome: WriteOutcome) { finished.withLock { $0 = outcome } }
}

extension WriteOutcome? {
    var isCommitted: Bool {
        if case .committed? = self { true } else { false }
    }
}
