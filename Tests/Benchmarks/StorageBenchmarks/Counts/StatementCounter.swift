internal import Glibc
internal import Storage
internal import Synchronization

/// Sees every statement on its way to the engine. Injects nothing.
final class StatementCounter: FaultInjection {
    struct Transaction: Sendable {
        /// Whose it is: each connection has a thread of its own.
        fileprivate let thread: pthread_t
        /// Whether it was committed; reads have nothing to commit.
        fileprivate(set) var isWrite = false
        /// Between BEGIN and COMMIT.
        fileprivate(set) var statements: [String] = []
    }

    private let transactions = Mutex<[Transaction]>([])

    /// Those since it was last asked, in the order in which they began.
    func take() -> [Transaction] {
        transactions.withLock { transactions in
            defer { transactions = [] }
            return transactions
        }
    }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        let text = statement.text(in: .sqlite)
        // What marks off a body of a group is no statement of it.
        if text.hasPrefix("SAVEPOINT") || text.hasPrefix("RELEASE") { return }
        let thread = pthread_self()
        transactions.withLock { transactions in
            if point == .begin { return transactions.append(Transaction(thread: thread)) }
            // An engine's own statements stand outside of transactions.
            guard let open = transactions.lastIndex(where: { $0.thread == thread }) else { return }
            switch point {
            case .commit: transactions[open].isWrite = true
            case .begin, .statement: transactions[open].statements.append(text)
            }
        }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {}
}
