internal import CProcess
internal import CashuCrypto
internal import Glibc
package import LocalSockets
package import Logging
internal import NIOCore
internal import NIOPosix
internal import SignatoryAPI

/// Serves one Unix socket: the mint's or the operator's.
package final class SignatoryServer: Sendable {
    let channel: any Channel
    /// `nil` for a socket that was inherited.
    private let socketPath: SocketPath?
    private let admission: Admission
    private let following: Task<Void, Never>?
    private let configuration: Configuration
    private let logger: Logger

    private init(
        channel: any Channel, socketPath: SocketPath?, admission: Admission, following: Task<Void, Never>?,
        configuration: Configuration, logger: Logger
    ) {
        self.channel = channel
        self.socketPath = socketPath
        self.admission = admission
        self.following = following
        self.configuration = configuration
        self.logger = logger
    }

    /// Takes the path, or the socket that was inherited, listens on it and serves from now on. Follow with `run()`.
    package static func listen(
        _ service: Service, identity: ServerIdentity, configuration: Configuration, logger: Logger
    ) async throws(LocalSocketError) -> SignatoryServer {
        let path = configuration.socketPath
        let (socketPath, descriptor) = try socket(configuration, mode: service.mode)
        let admission = Admission(
            maximumHandshakes: configuration.maximumHandshakes, maximumConnections: configuration.maximumConnections)
        let feed = PublicationFeed()
        let handshake = ServerHandshake(
            identity: identity, roles: service.roles, instanceID: .random(), server: configuration.release,
            maximumInFlight: configuration.maximumInFlight, sharedKey: configuration.sharedKey)
        let surroundings = ServerPeer.Surroundings(
            service: service, handshake: handshake, feed: feed, admission: admission, configuration: configuration)
        let channel: any Channel
        do {
            channel = try await bootstrap(surroundings, logger: logger).withBoundSocket(descriptor).get()
        } catch {
            socketPath?.release()
            throw .system(path, problem: "\(error)")
        }
        var following: Task<Void, Never>?
        if case .mint(let signatory) = service {
            following = Task {
                await feed.follow(signatory.publications(), admission: admission, logger: logger)
            }
        }
        logger.info("listening", metadata: ["socket": "\(path)"])
        return SignatoryServer(
            channel: channel, socketPath: socketPath, admission: admission, following: following,
            configuration: configuration, logger: logger)
    }

    /// An inherited socket listens anew with the bootstrap, as one that is bound here does for the first time. After that
    /// a client that asks whom it talks to is told of this process, and not of the service manager.
    private static func socket(
        _ configuration: Configuration, mode: UInt32
    ) throws(LocalSocketError) -> (SocketPath?, descriptor: Int32) {
        if let inherited = configuration.inherited { return (nil, inherited.descriptor) }
        let socketPath = try SocketPath.claim(configuration.socketPath)
        return (socketPath, try socketPath.bind(mode: mode, group: configuration.group))
    }

    /// Until the task is cancelled; then shuts down as `shutDown` does.
    ///
    /// - Throws: after the same shutdown, when the socket stopped listening by itself.
    package func run() async throws(LocalSocketError) {
        let isCancelled = OneShot<Bool>()
        channel.closeFuture.whenComplete { _ in isCancelled.set(false) }
        let isWanted = await withTaskCancellationHandler {
            await isCancelled.value()
        } onCancel: {
            isCancelled.set(true)
        }
        await shutDown()
        if !isWanted { throw .system(configuration.socketPath, problem: "the socket stopped listening by itself") }
    }

    /// Accepts no more connections and no more requests, answers what is in flight (for 5 s at most), closes all and
    /// removes the socket.
    package func shutDown() async {
        following?.cancel()
        channel.close(promise: nil)
        await Self.end(of: channel)
        let members = admission.close()
        for member in members where !member.mailbox.send(.goAway) { member.channel.close(promise: nil) }
        let deadline = channel.eventLoop.scheduleTask(in: configuration.timing.shutdown) {
            for member in members { member.channel.close(promise: nil) }
        }
        for member in members { await Self.end(of: member.channel) }
        deadline.cancel()
        socketPath?.release()
        logger.info("no longer listening", metadata: ["socket": "\(configuration.socketPath)"])
    }

    /// A channel's close future succeeds, however the channel ended.
    private static func end(of channel: any Channel) async {
        let end = OneShot<Void>()
        channel.closeFuture.whenComplete { _ in end.set(()) }
        await end.value()
    }

    /// Closes a connection without a byte.
    private struct Refused: Error {}

    private static func bootstrap(_ surroundings: ServerPeer.Surroundings, logger: Logger) -> ServerBootstrap {
        // One loop for everything: it only moves bytes, and a loop that is awake needs no waking.
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return ServerBootstrap(group: loop, childGroup: loop)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                peer(of: channel).flatMapThrowing { peer in
                    try admit(channel, peer: peer, surroundings, logger: logger)
                }
            }
    }

    private static func peer(of channel: any Channel) -> EventLoopFuture<mint_peer> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        // unix(7) SO_PEERCRED: a struct ucred, whose layout mint_peer has.
        return options.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: mint_peer_option_level),
            name: NIOBSDSocket.Option(rawValue: mint_peer_option_name))
    }

    /// Throws `Refused`.
    private static func admit(
        _ channel: any Channel, peer: mint_peer, _ surroundings: ServerPeer.Surroundings, logger: Logger
    ) throws {
        let configuration = surroundings.configuration
        var logger = logger
        logger[metadataKey: "uid"] = "\(peer.uid)"
        logger[metadataKey: "gid"] = "\(peer.gid)"
        let isOwn = configuration.allowsOwnUser && peer.uid == geteuid()
        guard isOwn || configuration.allowedClients.contain(user: peer.uid, group: peer.gid) else {
            logger.warning("a connection of a user or group that is not allowed was closed")
            throw Refused()
        }
        let mailbox = Mailbox<ServerPeer.Message>()
        guard let number = surroundings.admission.enter(mailbox, channel) else {
            logger.warning("a connection was closed: too many have not said hello")
            throw Refused()
        }
        let serverPeer = ServerPeer(surroundings, mailbox: mailbox, number: number, uid: peer.uid, logger: logger)
        let connection = FramedConnection(
            serverPeer, mailbox: mailbox, timing: configuration.timing, readsOnlyWhenWritable: true,
            caps: FrameCaps.beforeHello)
        do {
            try channel.pipeline.syncOperations.addHandler(connection)
        } catch {
            surroundings.admission.leave(number)
            throw error
        }
    }
}
