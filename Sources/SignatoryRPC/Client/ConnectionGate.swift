internal import NIOCore
internal import NIOPosix
internal import SignatoryAPI
internal import Synchronization

/// The current connection, and those who wait for the next.
final class ConnectionGate: Sendable {
    private typealias Waiter = OneShot<Result<ClientConnection, SignatoryError>>

    private enum State {
        /// Valid transitions to: connected, closed.
        case disconnected(reason: String, waiters: [Waiter])
        /// Valid transitions to: disconnected, closed.
        case connected(ClientConnection)
        case closed
    }

    private let state = Mutex(State.disconnected(reason: "not connected yet", waiters: []))

    var isConnected: Bool {
        state.withLock { if case .connected = $0 { true } else { false } }
    }

    var isClosed: Bool {
        state.withLock { if case .closed = $0 { true } else { false } }
    }

    /// The connection, waiting for at most `patience` when there is none.
    ///
    /// - Throws: `unavailable`, `cancelled`.
    func connection(patience: TimeAmount) async throws(SignatoryError) -> ClientConnection {
        let waiter = Waiter()
        let now = state.withLock { state -> Result<ClientConnection, SignatoryError>? in
            switch state {
            case .connected(let connection):
                return .success(connection)
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
    func connected(_ connection: ClientConnection) -> Bool {
        let (waiters, accepted) = state.withLock { state -> ([Waiter], Bool) in
            switch state {
            case .closed:
                return ([], false)
            case .connected:
                state = .connected(connection)
                return ([], true)
            case .disconnected(_, let waiters):
                state = .connected(connection)
                return (waiters, true)
            }
        }
        for waiter in waiters { waiter.set(.success(connection)) }
        return accepted
    }

    func disconnected(_ reason: String) {
        // The connection's last reference goes after the lock is released.
        let former = state.withLock { state -> ClientConnection? in
            switch state {
            case .closed:
                return nil
            case .connected(let connection):
                state = .disconnected(reason: reason, waiters: [])
                return connection
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
        case .connected(let connection): connection.close()
        case .disconnected(_, let waiters):
            for waiter in waiters { waiter.set(.failure(ClientPeer.unavailable("this client is closed"))) }
        case .closed: break
        }
    }

    private var reason: String {
        state.withLock { if case .disconnected(let reason, _) = $0 { reason } else { "connected too late" } }
    }
}
