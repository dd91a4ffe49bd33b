internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// An OpenID provider on this host, with the documents that providers publish.
package final class TestProvider: Sendable {
    private struct State {
        var keys: [String] = []
        var isAway = false
        var issuer: String?
        var fetched = 0
    }

    private let state = Mutex(State())
    private let channel: any Channel

    private init(_ channel: any Channel) { self.channel = channel }

    package static func start(_ keys: TestTokenKey...) async throws -> TestProvider {
        let slot = Slot()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Documents(slot))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let provider = TestProvider(channel)
        provider.publish(keys)
        slot.provider.withLock { $0 = provider }
        return provider
    }

    package func stop() async throws { try await channel.close() }

    /// Waits until it is stopped.
    package func ended() async throws { try await channel.closeFuture.get() }

    package var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/realms/mint" }
    package var discovery: String { "\(address)/.well-known/openid-configuration" }

    /// From now on these are the keys, and no others.
    package func publish(_ keys: [TestTokenKey]) { state.withLock { $0.keys = keys.map(\.published) } }

    /// Keys in any JSON.
    package func publish(json: [String]) { state.withLock { $0.keys = json } }

    /// Whether it answers with errors.
    package func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    /// What it says that it is.
    package func setIssuer(_ issuer: String) { state.withLock { $0.issuer = issuer } }

    /// How often its keys were fetched.
    package var fetched: Int { state.withLock { $0.fetched } }

    fileprivate func document(_ path: String) -> String? {
        state.withLock { state in
            guard !state.isAway else { return nil }
            switch path {
            case "/realms/mint/.well-known/openid-configuration":
                return """
                    {"issuer":"\(state.issuer ?? address)","jwks_uri":"\(address)/certs",\
                    "authorization_endpoint":"\(address)/auth","token_endpoint":"\(address)/token",\
                    "id_token_signing_alg_values_supported":["RS256","ES256"]}
                    """
            case "/realms/mint/certs":
                state.fetched += 1
                return #"{"keys":[\#(state.keys.joined(separator: ","))]}"#
            default: return nil
            }
        }
    }

    /// The provider does not exist before its port is known.
    fileprivate final class Slot: Sendable { let provider = Mutex<TestProvider?>(nil) }
}

private final class Documents: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let slot: TestProvider.Slot
    private var path = ""

    init(_ slot: TestProvider.Slot) { self.slot = slot }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): path = head.uri
        case .body: break
        case .end:
            let text = slot.provider.withLock { $0 }?.document(path)
            let body = context.channel.allocator.buffer(string: text ?? "")
            var head = HTTPResponseHead(version: .http1_1, status: text == nil ? .serviceUnavailable : .ok)
            head.headers.add(name: "Content-Type", value: "application/json")
            head.headers.add(name: "Content-Length", value: "\(body.readableBytes)")
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
