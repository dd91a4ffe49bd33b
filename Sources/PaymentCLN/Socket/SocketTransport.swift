internal import FoundationEssentials
internal import LocalSockets
internal import NIOCore
internal import Synchronization

/// JSON-RPC over the node's Unix socket. Calls that are answered at once share a connection; each that is not, a wait
/// or a payment, has its own, so that nothing waits behind it.
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
        guard !call.isLong else {
            return .envelope(try await open().reply(to: id, request, patience: call.patience))
        }
        let connection = try await sharedConnection()
        do throws(CallFailure) {
            return .envelope(try await connection.reply(to: id, request, patience: call.patience))
        } catch {
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

    /// The parameters are JSON already; method and id are ours and need no escapes.
    private static func request(_ id: String, _ call: NodeCall) -> Data {
        var request = Data(#"{"jsonrpc":"2.0","id":"\#(id)","method":"\#(call.method)","params":"#.utf8)
        request.append(call.parameters)
        request.append(contentsOf: "}".utf8)
        return request
    }
}
