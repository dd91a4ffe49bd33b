internal import Synchronization

/// Collects what one connection has to look at again. However much happens, it holds each subject once.
package final class Watcher: Sendable {
    /// Which of its proofs a watcher is to look at.
    package enum Sweep: Int, Sendable, Comparable {
        case none
        /// Those it last saw PENDING.
        case pending
        case all

        package static func < (left: Sweep, right: Sweep) -> Bool { left.rawValue < right.rawValue }
    }

    package struct News: Sendable, Equatable {
        package var subjects: Set<Subject> = []
        package var sweep = Sweep.none

        package init(subjects: Set<Subject> = [], sweep: Sweep = .none) {
            self.subjects = subjects
            self.sweep = sweep
        }
    }

    private struct State {
        var watched: Set<Subject> = []
        var news = News()
    }

    let number: Int
    private let watchers: Watchers
    private let state = Mutex(State())
    private let wake: @Sendable () -> Void

    init(_ watchers: Watchers, wake: @escaping @Sendable () -> Void) {
        self.watchers = watchers
        number = watchers.nextNumber()
        self.wake = wake
    }

    /// Adds subjects. To be called before they are looked at for the first time, so that no change is missed.
    /// - Returns: `false`, and nothing is added, when the mint watches as much as it may.
    package func watch(_ subjects: some Sequence<Subject>) -> Bool {
        let new = state.withLock { state in subjects.filter { !state.watched.contains($0) } }
        guard watchers.add(new, for: self) else { return false }
        state.withLock { $0.watched.formUnion(new) }
        return true
    }

    package func forget(_ subjects: some Sequence<Subject>) {
        let (old, isLast) = state.withLock { state in
            let old = subjects.filter { state.watched.remove($0) != nil }
            return (old, state.watched.isEmpty)
        }
        watchers.remove(old, for: self, isLast: isLast)
    }

    package func forgetAll() { forget(state.withLock { $0.watched }) }

    /// What came up since this was last asked.
    package func takeNews() -> News {
        state.withLock { state in
            defer { state.news = News() }
            return state.news
        }
    }

    func look(at subject: Subject) {
        state.withLock { _ = $0.news.subjects.insert(subject) }
        wake()
    }

    func look(at sweep: Sweep) {
        state.withLock { $0.news.sweep = max($0.news.sweep, sweep) }
        wake()
    }
}
