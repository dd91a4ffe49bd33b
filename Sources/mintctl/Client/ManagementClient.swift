internal import ManagementAPI
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Asks one question over a Unix socket, on a connection of its own.
struct ManagementClient: Sendable {
    let socket: String
    let seconds: UInt16

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    func ask<Answer: Decodable & Sendable>(
        _ route: ManagementRoute, body: [UInt8], as type: Answer.Type
    ) async throws(CommandFailure) -> Answer {
        let connection = try await connect()
        let channel = connection.channel
        let deadline = channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        let reply: Reply
        do {
            reply = try await connection.executeThenClose { inbound, outbound in
                for part in Self.parts(route, body) { try await outbound.write(part) }
                return try await Reply(inbound)
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.unavailable, "the mint at \(socket) did not answer: \(error)")
        }
        guard let status = reply.status, reply.isWhole else {
            throw CommandFailure(.unavailable, "the mint at \(socket) did not answer within \(seconds) s, or ended")
        }
        guard status == .ok else { throw refusal(status, reply.body) }
        do {
            return try ManagementCoding.decode(type, reply.body)
        } catch {
            throw CommandFailure(.software, "the mint's answer cannot be read (is it of another release?): \(error)")
        }
    }

    private func connect() async throws(CommandFailure) -> Connection {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw CommandFailure(
                .unavailable,
                "no mint answers at \(socket): \(error). Is mintd running ('mintd --config FILE'), with that path as "
                    + "mint_management_rpc.socket, and is this its user?")
        }
    }

    private static func parts(_ route: ManagementRoute, _ body: [UInt8]) -> [HTTPClientRequestPart] {
        let headers: HTTPHeaders = [
            "host": "mintd", "connection": "close", "content-length": String(body.count),
            "content-type": "application/json",
        ]
        let head = HTTPRequestHead(
            version: .http1_1, method: route.isPost ? .POST : .GET, uri: route.path, headers: headers)
        return [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)]
    }

    private func refusal(_ status: HTTPResponseStatus, _ body: [UInt8]) -> CommandFailure {
        let detail = (try? ManagementCoding.decode(RefusalAnswer.self, body))?.detail ?? "status \(status.code)"
        return switch status.code {
        case 400..<500: CommandFailure(.refused, "refused: \(detail)")
        case 503: CommandFailure(.unavailable, "the mint cannot do that now: \(detail)")
        default: CommandFailure(.software, "a fault of the mint: \(detail)")
        }
    }
}

/// What a mint answered.
private struct Reply {
    var status: HTTPResponseStatus?
    var body: [UInt8] = []
    var isWhole = false

    init(_ parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws {
        for try await part in parts {
            switch part {
            case .head(let head): status = head.status
            case .body(let bytes):
                guard bytes.readableBytes <= ManagementCoding.maximumAnswerBytes - body.count else {
                    throw CommandFailure(.software, "the mint's answer is too long")
                }
                body.append(contentsOf: bytes.readableBytesView)
            case .end:
                isWhole = true
                return
            }
        }
    }
}
