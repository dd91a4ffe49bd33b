#if DEBUG
    import CashuCrypto
    import Dispatch
    import FuzzSupport
    import Logging
    import NIOCore
    import NIOEmbedded
    import SignatoryAPI

    @testable import SignatoryRPC

    /// The server's end of one connection, all of it but the socket: on an event loop whose time is the input's.
    final class ConnectedServer {
        private static let patience = DispatchTimeInterval.seconds(20)

        private let channel: EmbeddedChannel
        private let peer: ServerPeer
        /// The connection's. What the answers of other threads come into is `answers`, since an embedded loop may be
        /// called on its own thread alone.
        private let mailbox = Mailbox<ServerPeer.Message>()
        private let answers = Mailbox<ServerPeer.Message>()
        private let answered = DispatchSemaphore(value: 0)
        private let client: ClientHandshake
        private var transcript = Transcript()
        private var isClosed: Bool { peer.link == nil }

        init(isAdministration: Bool, isKeyRequired: Bool) {
            let sharedKey = isKeyRequired ? Sample.sharedKey : nil
            let signatory = CannedSignatory()
            let service: SignatoryServer.Service =
                isAdministration ? .administration { _ in signatory } : .mint(signatory)
            let identity = ServerIdentity(publicKey: Sample.points[0]) {
                1
            } sign: { _ in
                SchnorrSignature(FixedBytes())
            }
            var configuration = SignatoryServer.Configuration(socketPath: "unused")
            // Few, so that a conversation can have too many.
            configuration.maximumInFlight = 4
            let admission = Admission(maximumHandshakes: 1, maximumConnections: 1)
            channel = EmbeddedChannel()
            guard let number = admission.enter(mailbox, channel) else { preconditionFailure("it is the first") }
            peer = ServerPeer(
                ServerPeer.Surroundings(
                    service: service,
                    handshake: ServerHandshake(
                        identity: identity, roles: service.roles, instanceID: FixedBytes(), server: "fuzzed",
                        maximumInFlight: configuration.maximumInFlight, sharedKey: sharedKey),
                    feed: PublicationFeed(), admission: admission, configuration: configuration),
                mailbox: answers, number: number, uid: 7,
                logger: Logger(label: "fuzzed") { _ in SwiftLogNoOpLogHandler() })
            client = ClientHandshake(
                role: isAdministration ? .administration : .mint, client: "fuzzer", pinnedIdentity: nil,
                sharedKey: sharedKey)
            answers.open { [answered] in answered.signal() }
            let connection = FramedConnection(
                peer, mailbox: mailbox, timing: configuration.timing, readsOnlyWhenWritable: true,
                caps: FrameCaps.beforeHello)
            require("a handler is added") { try channel.pipeline.syncOperations.addHandler(connection) }
            channel.pipeline.fireChannelActive()
        }

        // MARK: What the client does

        func receive(_ bytes: ByteBuffer) {
            guard !isClosed else { return }
            transcript.sent(bytes)
            channel.pipeline.fireChannelRead(bytes)
            channel.pipeline.fireChannelReadComplete()
            collect()
        }

        func request(_ method: Method, _ payload: ByteBuffer) {
            let requestID = peer.lastRequestID &+ 1
            receive(
                Frame.bytes(.request, method: method.rawValue, requestID: requestID) {
                    $0.writeInteger(UInt32(0))
                    _ = $0.writeImmutableBuffer(payload)
                })
            // It may have become the payload of a frame that was begun before. Publications are events, not answers.
            let isTaken = !isClosed && peer.lastRequestID == requestID
            if isTaken, method != .subscribeKeysets, method != .getKeysets { transcript.owe(requestID) }
        }

        func greet() {
            receive(Frame.bytes(.hello) { _ = $0.writeImmutableBuffer(client.hello) })
        }

        /// With the true key, if the server has answered the hello.
        func authenticate() {
            guard let answer = transcript.helloAnswer, let proof = client.proof(after: answer) else { return }
            receive(Frame.bytes(.auth) { proof.write(of: .client, to: &$0) })
        }

        func closeInput() {
            guard !isClosed else { return }
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            collect()
        }

        func toggleWritability() {
            guard !isClosed else { return }
            channel.isWritable.toggle()
            channel.pipeline.fireChannelWritabilityChanged()
            collect()
        }

        // MARK: What happens at the server

        func publish(generation: UInt64) {
            guard let publication = EncodedPublication(Sample.publication(generation)) else {
                preconditionFailure("one keyset is not too many")
            }
            deliver(.published(publication))
        }

        func leave() { deliver(.goAway) }

        func advance(by time: TimeAmount) {
            channel.embeddedEventLoop.advanceTime(by: time)
            collect()
        }

        /// Until nothing is in flight.
        func settle() {
            while !peer.inFlight.isEmpty {
                require(answered.wait(timeout: .now() + Self.patience) == .success, "every request is answered")
                for message in answers.takeAll() { deliver(message) }
            }
        }

        func finish() {
            settle()
            if !channel.isWritable { toggleWritability() }
            transcript.judge(isOpen: !isClosed)
            channel.close(promise: nil)
            channel.embeddedEventLoop.run()
            require(
                peer.inFlight.isEmpty && peer.subscription == nil && peer.link == nil, "nothing outlives a connection")
        }

        private func deliver(_ message: ServerPeer.Message) {
            // A connection that has ended takes no more.
            guard mailbox.send(message) else { return }
            channel.embeddedEventLoop.run()
            collect()
        }

        private func collect() {
            channel.embeddedEventLoop.run()
            while let bytes = require("what is written are bytes", { try channel.readOutbound(as: ByteBuffer.self) }) {
                transcript.received(bytes)
            }
        }
    }
#endif
