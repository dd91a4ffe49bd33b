internal import FoundationEssentials
internal import LocalSockets
internal import NIOCore
internal import Synchronization

/// JSON-RPC over the node's Unix socket. Calls with a short answer at once share a connection; each wait, order to
/// pay and list has its own: nothing waits behind it, and an answer that is too long ends no other call.
final class SocketTransport: NodeTransport {
    private static let maximumPathBytes = 107

    private let path: String
    private let maximumReplyBytes: Int
    private let shared = Mutex<SocketConnection?>(nil)
    private let number = Atomic<UInt64>(0)

    var address: String { path }

    init(path: String, maximumReplyBytes: Int) throws(CoreLightningSettingsError) {
        guard path.utf8.count <= Self.maximumPathBytes else {
            throw CoreLightningSettingsError("\(LocalSocketError.pathTooLong(path)); a symbolic link may help")
        }
        self.path = path
        self.maximumReplyBytes = maximumReplyBytes
    }

    func answer(to call: NodeCall) async throws(CallFailure) -> NodeAnswer {
        let id = "mint:\(call.method)#\(number.add(1, ordering: .relaxed).newValue)"
        let request = Self.request(id, call)
        guard !call.isAlone else {
            return .envelope(try await open().reply(to: id, request, patience: call.patience))
        }
        let connection = try await sharedConnection()
        do throws(CallFailure) {
            return .envelope(try await connection.reply(to: id, request, patience: call.patience))
        } catch {
            // Half an answer may stand in it, and what comes after would not be read. Who waits on it waits on.
            if case .lost = error { unshare(connection) }
            // It ended before anything was written: the node has restarted since its last use.
            guard case .notSent = error else { throw error }
            return .envelope(try await share(try await open()).reply(to: id, request, patience: call.patience))
        }
    }

    private func open() async throws(CallFailure) -> SocketConnection {
        try await SocketConnection.open(path, maximumReplyBytes: maximumReplyBytes)
    }

    private func sharedConnection() async throws(CallFailure) -> SocketConnection {
        if let connection = shared.withLock({ $0 }), connection.isOpen { return connection }
        return share(try await open())
    }

    /// Two may come here at once; the one whose connection is replaced ends its calls on it all the same.
    private func share(_ connection: SocketConnection) -> SocketConnection {
        let old = shared.withLock { shared in
            let old = shared
            shared = connection
            return old
        }
        _ = old  // let go outside of the lock
        return connection
    }

    private func unshare(_ connection: SocketConnection) {
        let old = shared.withLock { shared in
            guard shared === connection else { return Optional<SocketConnection>.none }
            defer { shared = nil }
            return shared
        }
        _ = old  // let go outside of the lock
    }

    /// The parameters are JSON already; method and id are ours and need no escapes.
    private static func request(_ id: String, _ call: NodeCall) -> Data {
        var request = Data(#"{"jsonrpc":"2.0","id":"\#(id)","method":"\#(call.method)","params":"#.utf8)
        request.append(call.parameters)
        request.append(contentsOf: "}".utf8)
        return request
    }
}
