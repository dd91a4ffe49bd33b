internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization
package import TestSupport

/// A way to the node that others can connect to.
package final class StandInServer: Sendable {
    private let listener: any Channel
    private let connections: Connections

    /// Of a server on TCP.
    package let port: Int

    private init(_ listener: any Channel, _ connections: Connections) {
        self.listener = listener
        port = listener.localAddress?.port ?? 0
        self.connections = connections
    }

    package static func socket(_ node: StandInNode, path: String) async throws -> StandInServer {
        try await socket(path: path, .open) { node }
    }

    /// - Parameter node: that is there at this moment.
    package static func socket(
        path: String, _ gate: CallGate, _ node: @escaping @Sendable () -> StandInNode
    ) async throws -> StandInServer {
        let connections = Connections()
        let listener = try await bootstrap(connections) { channel in
            try channel.pipeline.syncOperations.addHandler(SocketPeer(node(), gate))
        }.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        return StandInServer(listener, connections)
    }

    /// - Parameters: paths of PEM files; `nil` serves without TLS.
    package static func rest(
        _ node: StandInNode, certificate: String?, key: String?, port: Int = 0
    ) async throws -> StandInServer {
        try await rest(certificate: certificate, key: key, port: port, .open) { node }
    }

    /// - Parameter node: that is there at this moment.
    package static func rest(
        certificate: String?, key: String?, port: Int = 0, _ gate: CallGate,
        _ node: @escaping @Sendable () -> StandInNode
    ) async throws -> StandInServer {
        let connections = Connections()
        let tls = try certificate.map { try context($0, key: key ?? "") }
        let listener = try await bootstrap(connections) { channel in
            if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(RESTPeer(node(), gate))
        }.bind(host: "127.0.0.1", port: port).get()
        return StandInServer(listener, connections)
    }

    private static func context(_ certificate: String, key: String) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        // It ends as a program does that is killed, and waits for no farewell.
        tls.shutdownTimeout = .milliseconds(1)
        return try NIOSSLContext(configuration: tls)
    }

    private static func bootstrap(
        _ connections: Connections, _ configure: @escaping @Sendable (any Channel) throws -> Void
    ) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.add(channel)
                    try configure(channel)
                }
            }
    }

    /// As the end of the process: nobody hears anything more.
    package func stop() async {
        try? await listener.close()
        await dropConnections()
    }

    package func dropConnections() async {
        for channel in connections.all { try? await channel.close() }
    }
}

private final class Connections: Sendable {
    private let channels = Mutex<[any Channel]>([])

    var all: [any Channel] { channels.withLock { $0 } }

    func add(_ channel: any Channel) { channels.withLock { $0.append(channel) } }
}
