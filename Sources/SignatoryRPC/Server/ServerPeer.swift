internal import CProcess
internal import Logging
internal import NIOCore
internal import SignatoryAPI

/// One connection of a server, on its event loop.
final class ServerPeer: FramedPeer {
    enum Message: Sendable {
        /// The frames that answer some requests.
        case answered([UInt64], ByteBuffer)
        case published(EncodedPublication)
        case goAway
    }

    /// What all connections of a server share.
    struct Surroundings: Sendable {
        let service: SignatoryServer.Service
        let handshake: ServerHandshake
        let feed: PublicationFeed
        let admission: Admission
        let configuration: SignatoryServer.Configuration
    }

    private enum Phase {
        /// Waits for the hello. Valid transitions to: authenticating, serving, ended.
        case greeting
        /// Waits for the client's proof of the shared key. Valid transitions to: serving, ended.
        case authenticating(Hello, SharedKeyProof)
        /// Valid transitions to: leaving, ended.
        case serving(Role)
        /// No new requests; ends when the last one is answered. Valid transitions to: ended.
        case leaving
        case ended
    }

    let surroundings: Surroundings
    let mailbox: Mailbox<Message>
    var logger: Logger
    private let number: Admission.Number
    /// Of the client's process, as the kernel tells it.
    let uid: UInt32
    /// On what the hellos agreed.
    private(set) var features: UInt64 = 0
    private var phase = Phase.greeting
    private var handshakeTimer: Scheduled<Void>?
    var link: (any FramedLink)?
    private(set) var executor: LoopExecutor?
    var lastRequestID: UInt64 = 0
    var inFlight: [UInt64: RunningAnswer] = [:]
    /// Requests of the read that is going on.
    var arrived: [RequestAnswering] = []
    var subscription: PublicationSubscription?

    init(
        _ surroundings: Surroundings, mailbox: Mailbox<Message>, number: Admission.Number, uid: UInt32, logger: Logger
    ) {
        self.surroundings = surroundings
        self.mailbox = mailbox
        self.number = number
        self.uid = uid
        self.logger = logger
    }

    // MARK: FramedPeer

    func opened(_ link: any FramedLink) {
        self.link = link
        executor = LoopExecutor(link.eventLoop.nonisolated())
        handshakeTimer = link.eventLoop.scheduleTask(in: surroundings.configuration.timing.handshake) { [weak self] in
            self?.link?.close("no hello in time")
        }
    }

    func received(_ frame: Frame) {
        switch phase {
        case .greeting:
            greet(frame)
        case .authenticating(let hello, let proof):
            authenticate(frame, of: hello, proof)
        case .serving(let role):
            serve(frame, for: role)
        case .leaving:
            guard FrameKind(rawValue: frame.header.kind) == .request else { return }
            refuse(frame, SignatoryError(.unavailable, "the signatory is shutting down"))
        case .ended:
            break
        }
    }

    func received(_ fault: FrameError) {
        logger.warning("a client sent what is no frame", metadata: ["fault": "\(fault)"])
        guard case .serving = phase, case .tooLarge(let header, let cap) = fault,
            FrameKind(rawValue: header.kind) == .request
        else { return }
        let error = SignatoryError(.frameTooLarge, "\(header.payloadLength) bytes, \(cap) are allowed")
        link?.write(RequestAnswering.failure(error, method: header.method, requestID: header.requestID))
    }

    func delivered(_ message: Message) {
        switch message {
        case .answered(let requestIDs, let frames):
            for requestID in requestIDs { inFlight[requestID] = nil }
            link?.write(frames)
            leaveWhenDone()
        case .published(let publication):
            publish(publication)
        case .goAway:
            goAway()
        }
    }

    func tookAll() { answerArrived() }

    func inputClosed() {
        answerArrived()
        switch phase {
        case .greeting, .authenticating: link?.close("the client left before its handshake was done")
        case .serving: leave()
        case .leaving, .ended: break
        }
    }

    func becameWritable() {
        sendHeld()
    }

    func closed(_ reason: String, undelivered: [Message]) {
        phase = .ended
        handshakeTimer?.cancel()
        endSubscription()
        // Nobody is left to be answered: what has not begun need not begin.
        for running in inFlight.values { running.task.cancel() }
        inFlight = [:]
        arrived = []
        link = nil
        surroundings.admission.leave(number)
        logger.debug("a client has left", metadata: ["reason": "\(reason)"])
    }

    // MARK: Phases

    private func greet(_ frame: Frame) {
        refusing { () throws(SignatoryError) in
            let (hello, answer) = try surroundings.handshake.answer(frame.payload)
            features = answer.features
            var payload = ByteBuffer()
            answer.write(to: &payload)
            let sent = Frame.bytes(.helloAck) { _ = $0.writeImmutableBuffer(payload) }
            guard
                let proof = surroundings.handshake.proof(hello: frame.payload, answer: payload, role: hello.role)
            else { return try admit(hello, sent) }
            phase = .authenticating(hello, proof)
            link?.setCaps(FrameCaps.beforeAuth)
            link?.write(sent)
        }
    }

    /// The client's proof: with a wrong one, nothing of the signatory is shown but its identity.
    private func authenticate(_ frame: Frame, of hello: Hello, _ proof: SharedKeyProof) {
        refusing { () throws(SignatoryError) in
            guard proof.isValid(try SharedKeyProof.read(frame.payload), of: .client) else {
                throw SignatoryError(.unauthorized, SharedKeyProof.differs)
            }
            try admit(hello, Frame.bytes(.authAck) { proof.write(of: .server, to: &$0) })
        }
    }

    /// - Parameter last: the last frame of the handshake.
    private func admit(_ hello: Hello, _ last: ByteBuffer) throws(SignatoryError) {
        guard surroundings.admission.promote(number) else {
            throw SignatoryError(
                .overloaded, "too many connections",
                retryAfterMilliseconds: surroundings.configuration.retryAfterMilliseconds)
        }
        handshakeTimer?.cancel()
        phase = .serving(hello.role)
        logger[metadataKey: "client"] = "\(hello.client)"
        // The operator's come and go, the watchdog's among them; what they change is logged where it happens.
        logger.log(
            level: hello.role == .administration ? .debug : .info, "a client has connected",
            metadata: ["role": "\(hello.role)"])
        link?.setCaps(FrameCaps.fromClient)
        link?.write(last)
        link?.startKeepAlive()
    }

    private func refusing(_ step: () throws(SignatoryError) -> Void) {
        do throws(SignatoryError) {
            try step()
        } catch {
            handshakeTimer?.cancel()
            logger.warning("a client was refused", metadata: ["code": "\(error.code)", "detail": "\(error.detail)"])
            link?.write(RequestAnswering.failure(error, method: 0, requestID: 0, maximumDetailBytes: 256))
            link?.closeAfterWriting("the handshake was refused")
        }
    }

    private func goAway() {
        switch phase {
        case .greeting, .authenticating:
            link?.close("the server shuts down")
        case .serving:
            link?.write(Frame.bytes(.goAway))
            leave()
        case .leaving, .ended:
            break
        }
    }

    private func leave() {
        answerArrived()
        phase = .leaving
        endSubscription()
        leaveWhenDone()
    }

    private func leaveWhenDone() {
        guard case .leaving = phase, inFlight.isEmpty else { return }
        link?.closeAfterWriting("every request is answered")
    }
}
