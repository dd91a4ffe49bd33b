internal import AsyncHTTPClient
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The same methods over HTTPS, as the plugin `clnrest` offers them.
final class RESTTransport: NodeTransport {
    private let url: String
    private let rune: Rune
    private let maximumReplyBytes: Int
    private let client: HTTPClient

    let address: String

    init(
        _ settings: CoreLightningREST, maximumReplyBytes: Int, connectWithin limit: TimeAmount
    ) throws(CoreLightningSettingsError) {
        url = try settings.checkedURL()
        address = settings.origin
        rune = try settings.rune.checked()
        self.maximumReplyBytes = maximumReplyBytes
        var configuration = HTTPClient.Configuration(timeout: .init(connect: limit))
        configuration.httpVersion = .http1Only
        // The rune goes where it was said to go.
        configuration.redirectConfiguration = .disallow
        configuration.tlsConfiguration = try settings.trust()
        configuration.dnsOverride = settings.addresses
        // A failure to connect is told at once. And each payment and each wait holds a connection for long.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_024
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // Nobody can be told of an error here; what it leaves is a connection that the node closes.
        client.shutdown { _ in }
    }

    func answer(to call: NodeCall) async throws(CallFailure) -> NodeAnswer {
        let (status, body) = try await exchange(call)
        switch status {
        case .created, .ok: return .result(body)
        case .unauthorized, .forbidden: throw Self.refusal(body, status, call)
        default:
            guard let error = try? JSONDecoder().decode(NodeError.self, from: body) else {
                if status == .notFound {
                    throw .node(NodeError(code: NodeError.Code.unknownMethod, message: "no such method"))
                }
                // A proxy's answer, perhaps: the node may have got the call or not.
                throw .lost("\(call.method): status \(status.code) without an error of the node")
            }
            throw .node(error)
        }
    }

    private func exchange(_ call: NodeCall) async throws(CallFailure) -> (HTTPResponseStatus, Data) {
        var request = HTTPClientRequest(url: "\(url)/v1/\(call.method)")
        request.method = .POST
        request.headers.add(name: "Rune", value: rune.text)
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: call.parameters))
        do {
            let deadline = NIODeadline.now() + call.patience
            let response = try await client.execute(request, deadline: deadline)
            return (response.status, try await body(of: response, before: deadline))
        } catch {
            throw Self.failure(error, call)
        }
    }

    /// The client's own deadline ends with the head of an answer.
    private func body(of response: HTTPClientResponse, before deadline: NIODeadline) async throws -> Data {
        let limit = maximumReplyBytes
        return try await withThrowingTaskGroup(of: Data.self) { group in
            group.addTask {
                let body = try await response.body.collect(upTo: limit)
                return Data(body.readableBytesView)
            }
            group.addTask {
                let rest = (deadline - NIODeadline.now()).nanoseconds
                try await Task.sleep(for: .nanoseconds(max(rest, 0)))
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let body = try await group.next() else { throw HTTPClientError.deadlineExceeded }
            return body
        }
    }

    /// Before the handshake is over no request has left; after it one may have.
    private static func failure(_ error: any Error, _ call: NodeCall) -> CallFailure {
        switch error {
        case let error as NIOConnectionError: .notSent(connectionText(error))
        // Of an address, and not of a name; only a connection that is being made is refused.
        case let error as IOError where error.errnoCode == ECONNREFUSED: .notSent("the connection is refused")
        case is NIOSSLExtraError, NIOSSLError.handshakeFailed:
            .untrusted("the certificate or the TLS of the node is not what was configured: \(error)")
        case let error as HTTPClientError where error == .connectTimeout || error == .tlsHandshakeTimeout:
            .notSent("no connection in time")
        case is NIOTooManyBytesError: .lost("\(call.method): an answer that is too large")
        case let error as HTTPClientError where error == .deadlineExceeded: .lost("\(call.method): no answer in time")
        case is CancellationError: .lost("\(call.method): nobody waits for the answer any more")
        default: .cut("\(call.method): \(error)")
        }
    }

    private static func connectionText(_ error: NIOConnectionError) -> String {
        let reasons = error.connectionErrors.map { "\($0.target): \($0.error)" }
        let problem = reasons.isEmpty ? "the name has no address" : reasons.joined(separator: "; ")
        return "\(error.host):\(error.port): \(problem)"
    }

    /// Of the rune.
    private static func refusal(_ body: Data, _ status: HTTPResponseStatus, _ call: NodeCall) -> CallFailure {
        let error = try? JSONDecoder().decode(NodeError.self, from: body)
        let reason = "\(call.method): \(error.map { "\($0)" } ?? "status \(status.code)")"
        let isPermission = error.map { $0.code == NodeError.Code.runeForbids } ?? (status == .forbidden)
        return isPermission ? .forbidden(reason) : .unauthenticated(reason)
    }
}
