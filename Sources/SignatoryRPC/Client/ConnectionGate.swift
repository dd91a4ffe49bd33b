internal import NIOCore
internal import NIOPosix
internal import SignatoryAPI
internal import Synchronization

/// The current connections, and those who wait for the next.
final class ConnectionGate: Sendable {
    private typealias Waiter = OneShot<Result<ClientConnection, SignatoryError>>

    private enum State {
        /// Valid transitions to: connected, closed.
        case disconnected(reason: String, waiters: [Waiter])
        /// Valid transitions to: disconnected, closed.
        case connected(LoopConnections)
        case closed
    }

    private let state = Mutex(State.disconnected(reason: "not connected yet", waiters: []))

    var isConnected: Bool {
        state.withLock { if case .connected = $0 { true } else { false } }
    }

    var isClosed: Bool {
        state.withLock { if case .closed = $0 { true } else { false } }
    }

    var current: LoopConnections? {
        state.withLock { if case .connected(let connections) = $0 { connections } else { nil } }
    }

    /// The connection for this task, waiting for at most `patience` when there is none.
    ///
    /// - Throws: `unavailable`, `cancelled`.
    func connection(patience: TimeAmount) async throws(SignatoryError) -> ClientConnection {
        if let current { return current.ofThisLoop }
        let waiter = Waiter()
        let now = state.withLock { state -> Result<ClientConnection, SignatoryError>? in
            switch state {
            case .connected(let connections):
                return .success(connections.first)
            case .closed:
                return .failure(ClientPeer.unavailable("this client is closed"))
            case .disconnected(let reason, var waiters):
                // Those who gave up are left out here, so that the list does not grow.
                waiters.removeAll(where: \.isSet)
                state = .disconnected(reason: reason, waiters: waiters + [waiter])
                return nil
            }
        }
        if let now { return try now.get() }
        let expiry = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: patience) { [self] in
            waiter.set(.failure(ClientPeer.unavailable(reason)))
        }
        defer { expiry.cancel() }
        return try await withTaskCancellationHandler {
            await waiter.value()
        } onCancel: {
            waiter.set(.failure(SignatoryError(.cancelled, "the task was cancelled")))
        }.get()
    }

    /// `false` when this client was closed meanwhile.
    func connected(_ connections: LoopConnections) -> Bool {
        let (waiters, accepted) = state.withLock { state -> ([Waiter], Bool) in
            switch state {
            case .closed:
                return ([], false)
            case .connected:
                state = .connected(connections)
                return ([], true)
            case .disconnected(_, let waiters):
                state = .connected(connections)
                return (waiters, true)
            }
        }
        for waiter in waiters { waiter.set(.success(connections.first)) }
        return accepted
    }

    func disconnected(_ reason: String) {
        // The last reference goes after the lock is released.
        let former = state.withLock { state -> LoopConnections? in
            switch state {
            case .closed:
                return nil
            case .connected(let connections):
                state = .disconnected(reason: reason, waiters: [])
                return connections
            case .disconnected(_, let waiters):
                state = .disconnected(reason: reason, waiters: waiters)
                return nil
            }
        }
        _ = former
    }

    /// For good.
    func close() {
        let former = state.withLock { state in
            let former = state
            state = .closed
            return former
        }
        switch former {
        case .connected(let connections): connections.close()
        case .disconnected(_, let waiters):
            for waiter in waiters { waiter.set(.failure(ClientPeer.unavailable("this client is closed"))) }
        case .closed: break
        }
    }

    private var reason: String {
        state.withLock { if case .disconnected(let reason, _) = $0 { reason } else { "connected too late" } }
    }
}
