internal import SignatoryAPI
internal import Synchronization

/// Holds the current ring and tells everyone who listens about the next. Rings only ever go forward.
final class KeyRingBoard: Sendable {
    private struct State {
        /// `nil` once closed.
        var ring: KeyRing?
        var next: UInt64 = 0
        var listeners: [UInt64: AsyncStream<KeysetPublication>.Continuation] = [:]
    }

    /// Publications are whole sets: who is slower than this loses nothing by seeing only the newest ones.
    private static let bufferedPublications = 16

    private let state: Mutex<State>

    init(_ ring: KeyRing) {
        state = Mutex(State(ring: ring))
    }

    deinit { close() }

    /// `nil` once closed.
    var current: KeyRing? { state.withLock { $0.ring } }

    /// Puts up `ring` unless a newer one is there.
    func publish(_ ring: KeyRing) {
        state.withLock { state in
            guard let current = state.ring, current.publication.generation < ring.publication.generation else { return }
            state.ring = ring
            // Under the lock, so that every listener sees generations in their order. Yielding calls nobody back.
            for continuation in state.listeners.values { continuation.yield(ring.publication) }
        }
    }

    /// The current publication at once, then every later one.
    func stream() -> AsyncStream<KeysetPublication> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: KeysetPublication.self, bufferingPolicy: .bufferingNewest(Self.bufferedPublications))
        let number: UInt64? = state.withLock { state in
            guard let ring = state.ring else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            continuation.yield(ring.publication)
            return state.next
        }
        if let number {
            continuation.onTermination = { [weak self] _ in self?.remove(number) }
        } else {
            continuation.finish()
        }
        return stream
    }

    /// Ends every stream and lets go of the keys.
    func close() {
        let (listeners, ring) = state.withLock { state in
            defer { (state.ring, state.listeners) = (nil, [:]) }
            return (state.listeners.values.map { $0 }, state.ring)
        }
        // What ends with its last reference ends here, outside of the lock.
        for listener in listeners { listener.finish() }
        _ = ring
    }

    private func remove(_ number: UInt64) {
        let removed = state.withLock { $0.listeners.removeValue(forKey: number) }
        _ = removed
    }
}
