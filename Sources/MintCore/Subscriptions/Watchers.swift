internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import Synchronization

/// Who is to look again when a quote or a proof may have changed. Nothing is told but that: a watcher reads the
/// database itself, so what it tells a wallet was committed, and an announcement too many harms nobody.
///
/// Changes of quotes come from the outbox, of all processes. Proofs are in no outbox, for which every swap would pay:
/// operations of this process announce them after their commits, and what others do is found by looking every few
/// seconds at all that are watched.
final class Watchers: Sendable {
    private struct Book {
        var watching: [Subject: [Watcher]] = [:]
        var everyone: [ObjectIdentifier: Watcher] = [:]
        /// Subjects, each as often as it is watched.
        var count = 0
    }

    private let book = Mutex(Book())
    /// How many proofs are watched: what an operation asks before it takes the lock.
    private let proofs = Atomic<Int>(0)
    private let numbers = Atomic<Int>(0)
    private let limit: Int

    /// - Parameter limit: of subjects watched at the same time.
    init(limit: Int) { self.limit = limit }

    /// To be called after the commit that may have changed them.
    func announce(_ proofs: some Sequence<PublicKey>) {
        guard self.proofs.load(ordering: .sequentiallyConsistent) > 0 else { return }
        book.withLock { book in
            for point in proofs {
                for watcher in book.watching[.proof(point)] ?? [] { watcher.look(at: .proof(point)) }
            }
        }
    }

    func announce(_ inputs: CheckedInputs) { announce(inputs.inputs.lazy.map(\.y)) }

    func announce(_ change: QuoteEvent.Change) {
        switch change {
        // Of which method it is the event does not tell.
        case .mintQuote(let id, _):
            for method in PaymentMethod.allCases { announce(.mintQuote(id, method)) }
        case .meltQuote(let id, _, _):
            for method in PaymentMethod.allCases { announce(.meltQuote(id, method)) }
            // Its inputs changed with it; which they are the event does not tell.
            sweep(.pending)
        }
    }

    private func announce(_ subject: Subject) {
        for watcher in book.withLock({ $0.watching[subject] }) ?? [] { watcher.look(at: subject) }
    }

    /// Has those whose turn it is look at all of their proofs.
    func sweepAll(slice: Int, of slices: Int) {
        let all = book.withLock { Array($0.everyone.values) }
        for watcher in all where watcher.number % slices == slice { watcher.look(at: .all) }
    }

    /// Has everybody look at his proofs, or try again what failed.
    func sweep(_ sweep: Watcher.Sweep) {
        for watcher in book.withLock({ Array($0.everyone.values) }) { watcher.look(at: sweep) }
    }

    /// - Returns: `false`, and nothing is added, when that would be too many.
    func add(_ subjects: [Subject], for watcher: Watcher) -> Bool {
        book.withLock { book in
            guard subjects.count <= limit - book.count else { return false }
            book.count += subjects.count
            book.everyone[ObjectIdentifier(watcher)] = watcher
            for subject in subjects { book.watching[subject, default: []].append(watcher) }
            proofs.add(subjects.count { $0.isProof }, ordering: .sequentiallyConsistent)
            return true
        }
    }

    /// - Parameter isLast: whether nothing is left that `watcher` watches.
    func remove(_ subjects: [Subject], for watcher: Watcher, isLast: Bool) {
        book.withLock { book in
            for subject in subjects {
                guard let index = book.watching[subject]?.firstIndex(where: { $0 === watcher }) else { continue }
                book.watching[subject]?.remove(at: index)
                if book.watching[subject]?.isEmpty == true { book.watching[subject] = nil }
                book.count -= 1
                if subject.isProof { proofs.subtract(1, ordering: .sequentiallyConsistent) }
            }
            if isLast { book.everyone[ObjectIdentifier(watcher)] = nil }
        }
    }

    /// Subjects, each as often as it is watched.
    var count: Int { book.withLock { $0.count } }

    /// Those that watch something.
    var watcherCount: Int { book.withLock { $0.everyone.count } }

    /// For a new watcher: they are numbered as they come, so that slices of them are about equal.
    func nextNumber() -> Int { numbers.add(1, ordering: .relaxed).oldValue }
}
