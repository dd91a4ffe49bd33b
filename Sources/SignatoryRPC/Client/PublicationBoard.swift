internal import SignatoryAPI
internal import Synchronization

/// The newest publication, for those who listen and those who will.
final class PublicationBoard: Sendable {
    private struct State {
        var latest: KeysetPublication?
        var next: UInt64 = 0
        var listeners: [UInt64: AsyncStream<KeysetPublication>.Continuation] = [:]
        var isFinished = false
    }

    private let state = Mutex(State())

    deinit { finish() }

    var latest: KeysetPublication? { state.withLock { $0.latest } }

    /// The newest publication at once, then every later one. A listener that is slow misses all but the newest, which
    /// is the whole set.
    func publications() -> AsyncStream<KeysetPublication> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: KeysetPublication.self, bufferingPolicy: .bufferingNewest(1))
        // Within the lock, so that no publication comes between the newest and the later ones.
        let number = state.withLock { state -> UInt64? in
            if let latest = state.latest { continuation.yield(latest) }
            guard !state.isFinished else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return stream
    }

    func publish(_ publication: KeysetPublication) {
        state.withLock { state in
            state.latest = publication
            for listener in state.listeners.values { listener.yield(publication) }
        }
    }

    /// Ends every stream.
    func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            let listeners = state.listeners
            state.listeners = [:]
            return listeners
        }
        for listener in listeners.values { listener.finish() }
    }

    private func remove(_ number: UInt64) {
        // The last reference goes after the lock is released: its end may call back into this.
        let removed = state.withLock { $0.listeners.removeValue(forKey: number) }
        _ = removed
    }
}
