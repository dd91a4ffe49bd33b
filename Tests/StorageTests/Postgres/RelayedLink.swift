import Glibc
import Storage
import Synchronization

/// One connection through a relay. Its descriptors are closed when both directions have ended.
final class RelayedLink: Sendable {
    private let client: Int32
    private let server: Int32
    private let state: RelayState
    private let fault = Mutex<PostgresRelay.Fault?>(nil)

    init(client: Int32, server: Int32, state: RelayState) {
        (self.client, self.server, self.state) = (client, server, state)
    }

    deinit {
        Glibc.close(client)
        Glibc.close(server)
    }

    func start() {
        _ = WorkerThread { [self] in
            passRequests()
            state.forget(self)
        }
        _ = WorkerThread { [self] in passAnswers() }
    }

    func cut() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    private func passRequests() {
        var requests = RequestReader()
        while let bytes = Self.receive(client) {
            for request in requests.read(bytes) {
                if request.isCommit, let trap = state.takeTrap() {
                    guard spring(trap, request) else { return }
                } else if !Self.send(request.bytes, server) {
                    return cut()
                }
            }
        }
        // The server is not told of the end while it owes the answer that the fault is about.
        if fault.withLock({ $0 }) == nil { cut() }
    }

    /// - Returns: whether the connection goes on.
    private func spring(_ trap: RelayState.Trap, _ request: RequestReader.Request) -> Bool {
        trap.before()
        fault.withLock { $0 = trap.fault }
        switch trap.fault {
        case .cutBefore: cut()
        case .cutAfter, .loseTag: _ = Self.send(request.bytes, server)
        case .cutClient:
            _ = Self.send(request.bytes, server)
            shutdown(client, Int32(SHUT_RDWR))
        }
        state.strike()
        return trap.fault != .cutBefore
    }

    private func passAnswers() {
        while let bytes = Self.receive(server) {
            switch fault.withLock({ $0 }) {
            case nil:
                if !Self.send(bytes, client) { return cut() }
            case .loseTag:
                // What is left is ReadyForQuery, whose five bytes follow its type.
                if !Self.send(Array(bytes.suffix(6)), client) { return cut() }
                fault.withLock { $0 = nil }
            case .cutBefore, .cutAfter, .cutClient: return cut()
            }
        }
        cut()
    }

    private static func receive(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { return Array(buffer.prefix(count)) }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    private static func send(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
