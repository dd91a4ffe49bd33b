internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization
internal import TestSupport

/// The HTTPS of the stand-in.
final class StandInServer: Sendable {
    private let channel: any Channel
    private let connections: Connections

    private init(_ channel: any Channel, _ connections: Connections) {
        self.channel = channel
        self.connections = connections
    }

    static func start(
        certificate: String, key: String, port: Int, _ answers: StandInRoutes, _ gate: CallGate
    ) async throws -> StandInServer {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        tls.applicationProtocols = ["http/1.1"]
        // It ends as a program does that is killed, and waits for no farewell.
        tls.shutdownTimeout = .milliseconds(1)
        let context = try NIOSSLContext(configuration: tls)
        let connections = Connections()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // With that assistance it would not read while it answers, and not see that its client left.
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withPipeliningAssistance: false)
                    try channel.pipeline.syncOperations.addHandler(StandInHandler(answers, gate))
                    connections.add(channel)
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return StandInServer(channel, connections)
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// As a node that is killed: nobody is told goodbye. A connection that is closing already needs no help.
    func stop() async throws {
        guard channel.isActive else { return }
        try await channel.close()
        try await dropConnections()
    }

    func dropConnections() async throws {
        for connection in connections.all() { try? await connection.close() }
    }
}

/// Those that are open.
private final class Connections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        let name = ObjectIdentifier(channel)
        channels.withLock { $0[name] = channel }
        channel.closeFuture.whenComplete { _ in self.channels.withLock { $0[name] = nil } }
    }

    func all() -> [any Channel] { channels.withLock { Array($0.values) } }
}

/// Collects a request, and writes the answer piece by piece, each a chunk of its own.
private final class StandInHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let routes: StandInRoutes
    private let gate: CallGate
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var answering: Task<Void, Never>?

    init(_ routes: StandInRoutes, _ gate: CallGate) {
        self.routes = routes
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part): body += part.readableBytesView
        case .end:
            guard let head else { return }
            let request = StandInRequest(
                method: head.method.rawValue, uri: head.uri,
                macaroon: head.headers.first(name: "Grpc-Metadata-macaroon"),
                body: body)
            let (channel, routes, gate) = (context.channel, routes, gate)
            answering = Task { await routes.respond(to: request, by: gate, on: channel) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        answering?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that does not trust the certificate, or left: its own affair.
        context.close(promise: nil)
    }
}
