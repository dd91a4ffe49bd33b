#if DEBUG
    import FuzzSupport
    import Logging
    import NIOCore
    import NIOEmbedded
    import SignatoryAPI

    @testable import SignatoryRPC

    /// The mint's end of one connection, all of it but the socket: on an event loop whose time is the input's.
    final class ConnectedClient {
        private let channel = EmbeddedChannel()
        private let end = ConnectionEnd()
        private let mailbox = Mailbox<ClientPeer.Message>()
        private let handshake: ClientHandshake
        private let greeted = OneShot<Result<HelloAnswer, SignatoryError>>()
        private var server: TrueServer
        private var transcript = ClientTranscript()
        private var calls: [PendingCall] = []
        private var queues: [EventQueue] = []
        private var now = NIODeadline.uptimeNanoseconds(0)

        init(isKeyRequired: Bool) {
            let sharedKey = isKeyRequired ? Sample.sharedKey : nil
            server = TrueServer(sharedKey: sharedKey)
            handshake = ClientHandshake(
                role: .mint, client: "fuzzed", pinnedIdentity: TrueServer.identity, sharedKey: sharedKey)
            let timing = Timing()
            let peer = ClientPeer(
                handshake, greeted: greeted, timing: timing,
                logger: Logger(label: "fuzzed") { _ in SwiftLogNoOpLogHandler() })
            let connection = FramedConnection(
                peer, mailbox: mailbox, timing: timing, readsOnlyWhenWritable: false, caps: FrameCaps.beforeHelloAck)
            require("handlers are added") { try channel.pipeline.syncOperations.addHandlers([connection, end]) }
            channel.pipeline.fireChannelActive()
            collect()
        }

        // MARK: What the server does

        func receive(_ bytes: ByteBuffer) {
            guard !end.isReached else { return }
            transcript.arrived(bytes)
            channel.pipeline.fireChannelRead(bytes)
            channel.pipeline.fireChannelReadComplete()
            collect()
        }

        func answerHello() { receive(server.answer(to: handshake.hello)) }

        func answerProof() {
            if let bytes = server.proof() { receive(bytes) }
        }

        /// A frame that belongs to a request, when there is one of this number.
        func answer(_ number: Int, _ kind: FrameKind, flags: UInt8, _ payload: ByteBuffer) {
            guard transcript.questions.indices.contains(number) else { return }
            let question = transcript.questions[number]
            receive(
                Frame.bytes(kind, method: question.method, requestID: question.requestID, flags: flags) {
                    _ = $0.writeImmutableBuffer(payload)
                })
        }

        /// A publication as it should be, as the answer to a request.
        func publish(_ number: Int, generation: UInt64) {
            guard transcript.questions.indices.contains(number) else { return }
            receive(
                TrueServer.publication(generation: generation, to: transcript.questions[number].requestID))
        }

        func closeInput() {
            guard !end.isReached else { return }
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            collect()
        }

        // MARK: What the mint does

        func call(_ method: Method, within seconds: Int64) {
            let number = UInt64(calls.count)
            let call = PendingCall(method, deadline: now + .seconds(seconds)) { $0.writeInteger(number) }
            calls.append(call)
            if !mailbox.send(.call(call)) { call.answer.set(.lost(ClientPeer.unavailable("it has ended"))) }
            collect()
        }

        func subscribe() {
            let queue = EventQueue(.subscribeKeysets)
            queues.append(queue)
            if !mailbox.send(.events(queue) { _ in }) { queue.end(.lost(ClientPeer.unavailable("it has ended"))) }
            collect()
        }

        func cancel(_ number: Int) {
            guard calls.indices.contains(number) else { return }
            let call = calls[number]
            if call.answer.set(.lost(SignatoryError(.cancelled, "given up"))) { _ = mailbox.send(.cancel(call)) }
            collect()
        }

        func close() {
            _ = mailbox.send(.close("it was told to"))
            collect()
        }

        // MARK: What happens to both

        func advance(by time: TimeAmount) {
            now = now + time
            channel.embeddedEventLoop.advanceTime(by: time)
            collect()
        }

        func finish() {
            transcript.judge()
            channel.close(promise: nil)
            collect()
            require(greeted.isSet, "whoever waits for the handshake is told how it ended")
            require(calls.allSatisfy(\.answer.isSet), "every call is answered")
            let endings = ClientEndings.of(calls, queues)
            for (number, answer) in endings.answers.enumerated() {
                transcript.judge(answer, toCall: UInt64(number))
            }
        }

        private func collect() {
            channel.embeddedEventLoop.run()
            while let bytes = require("what is written are bytes", { try channel.readOutbound(as: ByteBuffer.self) }) {
                transcript.written(bytes)
            }
        }
    }

    /// Behind a connection's handler: whether the connection is over.
    private final class ConnectionEnd: ChannelInboundHandler {
        typealias InboundIn = Never

        private(set) var isReached = false

        func channelInactive(context: ChannelHandlerContext) {
            isReached = true
            context.fireChannelInactive()
        }
    }
#endif
