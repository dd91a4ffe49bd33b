internal import Logging
internal import NIOCore
internal import SignatoryAPI

/// One connection of a client, on its event loop.
final class ClientPeer: FramedPeer {
    enum Message: Sendable {
        case call(PendingCall)
        /// The task that awaited the answer has gone.
        case cancel(PendingCall)
        case events(EventQueue, payload: @Sendable (inout ByteBuffer) -> Void)
        case close(String)
    }

    private enum Phase {
        /// Waits for the answer to the hello. Valid transitions to: authenticating, ready, ended.
        case greeting
        /// Waits for the server's proof of the shared key. Valid transitions to: ready, ended.
        case authenticating(HelloAnswer, SharedKeyProof)
        /// Valid transitions to: leaving, ended.
        case ready
        /// After GOAWAY: no new requests; ends when the last one is answered. Valid transitions to: ended.
        case leaving
        case ended
    }

    /// The most calls that wait for a place among those in flight.
    private static let maximumWaiting = 4_096

    private let handshake: ClientHandshake
    private let greeted: OneShot<Result<HelloAnswer, SignatoryError>>
    private let timing: Timing
    private let logger: Logger
    private var phase = Phase.greeting
    private var link: (any FramedLink)?
    private var handshakeTimer: Scheduled<Void>?
    private var requests = RequestTable()

    init(
        _ handshake: ClientHandshake, greeted: OneShot<Result<HelloAnswer, SignatoryError>>, timing: Timing,
        logger: Logger
    ) {
        self.handshake = handshake
        self.greeted = greeted
        self.timing = timing
        self.logger = logger
    }

    // MARK: FramedPeer

    func opened(_ link: any FramedLink) {
        self.link = link
        handshakeTimer = link.eventLoop.scheduleTask(in: timing.handshake) { [weak self] in
            self?.link?.close("no answer to the hello in time")
        }
        link.write(Frame.bytes(.hello) { _ = $0.writeImmutableBuffer(handshake.hello) })
    }

    func received(_ frame: Frame) {
        switch phase {
        case .greeting: greet(frame)
        case .authenticating(let answer, let proof): authenticate(frame, answer, proof)
        case .ready, .leaving: receive(frame)
        case .ended: break
        }
    }

    func received(_ fault: FrameError) {
        logger.error("the signatory sent what is no frame", metadata: ["fault": "\(fault)"])
    }

    func delivered(_ message: Message) {
        switch message {
        case .call(let call):
            begin(call)
        case .cancel(let call):
            guard let requestID = requests.forget(call) else { return }
            link?.write(Frame.bytes(.cancel, requestID: requestID))
        case .events(let queue, let payload):
            guard case .ready = phase else { return queue.end(.lost(Self.unavailable("the connection ends"))) }
            let requestID = requests.begin(queue)
            link?.write(
                Frame.bytes(.request, method: queue.method.rawValue, requestID: requestID) { buffer in
                    buffer.writeInteger(UInt32(0))
                    payload(&buffer)
                })
        case .close(let reason):
            link?.close(reason)
        }
    }

    func tookAll() { sendWaiting() }

    func inputClosed() { link?.close("the signatory closed the connection") }

    func becameWritable() {}

    func closed(_ reason: String, undelivered: [Message]) {
        phase = .ended
        link = nil
        handshakeTimer?.cancel()
        let error = Self.unavailable(reason)
        greeted.set(.failure(error))
        requests.endAll(error)
        for message in undelivered {
            switch message {
            case .call(let call): call.answer.set(.lost(error))
            case .events(let queue, _): queue.end(.lost(error))
            case .cancel, .close: break
            }
        }
    }

    // MARK: Phases

    private func greet(_ frame: Frame) {
        refusing { () throws(SignatoryError) in
            guard FrameKind(rawValue: frame.header.kind) == .helloAck else {
                throw try SignatoryError.read(frame.payload)
            }
            let answer = try handshake.check(frame.payload)
            guard let proof = handshake.proof(after: frame.payload) else { return becomeReady(answer) }
            phase = .authenticating(answer, proof)
            link?.setCaps(FrameCaps.beforeAuthAck)
            link?.write(Frame.bytes(.auth) { proof.write(of: .client, to: &$0) })
        }
    }

    private func authenticate(_ frame: Frame, _ answer: HelloAnswer, _ proof: SharedKeyProof) {
        refusing { () throws(SignatoryError) in
            guard FrameKind(rawValue: frame.header.kind) == .authAck else {
                throw try SignatoryError.read(frame.payload)
            }
            guard proof.isValid(try SharedKeyProof.read(frame.payload), of: .server) else {
                throw SignatoryError(.unauthorized, SharedKeyProof.differs)
            }
            becomeReady(answer)
        }
    }

    private func becomeReady(_ answer: HelloAnswer) {
        handshakeTimer?.cancel()
        phase = .ready
        requests.maximumInFlight = Int(answer.limits.requestsInFlight)
        link?.setCaps(FrameCaps.fromServer)
        link?.startKeepAlive()
        greeted.set(.success(answer))
    }

    private func refusing(_ step: () throws(SignatoryError) -> Void) {
        do throws(SignatoryError) {
            try step()
        } catch {
            greeted.set(.failure(error))
            link?.close("the handshake failed")
        }
    }

    private func begin(_ call: PendingCall) {
        // Its task may have been cancelled before it came here.
        guard !call.answer.isSet else { return }
        guard case .ready = phase, let link else {
            call.answer.set(.lost(Self.unavailable("the connection ends")))
            return
        }
        guard requests.waitingCount < Self.maximumWaiting else {
            call.answer.set(.lost(SignatoryError(.overloaded, "too many requests wait for the signatory")))
            return
        }
        requests.add(call, expiry: link.eventLoop.scheduleTask(deadline: call.deadline) { [weak self] in
            self?.expire(call)
        })
    }

    private func sendWaiting() {
        guard case .ready = phase else { return }
        for (requestID, call) in requests.takeWaiting() {
            if let frame = call.takeFrame(requestID: requestID) { link?.write(frame) }
        }
    }

    private func expire(_ call: PendingCall) {
        call.answer.set(.lost(SignatoryError(.deadlineExceeded, "no answer in time")))
        guard let requestID = requests.forget(call) else { return }
        link?.write(Frame.bytes(.cancel, requestID: requestID))
        sendWaiting()
    }

    private func receive(_ frame: Frame) {
        let header = frame.header
        let isExpected =
            switch FrameKind(rawValue: header.kind) {
            case .response: requests.answer(header, .response(frame.payload))
            case .failure: requests.answer(header, .failure(frame.payload))
            case .event: requests.event(header, frame.payload)
            case .goAway: goAway()
            case .request, .cancel, .ping, .pong, .hello, .helloAck, .auth, .authAck, nil: false
            }
        guard isExpected else {
            logger.error("the signatory answered what was not asked", metadata: ["method": "\(header.method)"])
            link?.close("an answer to nothing")
            return
        }
        if case .leaving = phase, !requests.hasCallsInFlight { link?.closeAfterWriting("the signatory goes away") }
    }

    private func goAway() -> Bool {
        phase = .leaving
        let error = Self.unavailable("the signatory goes away")
        requests.endWaitingAndStreams(error)
        return true
    }

    /// - Parameter reason: for logs.
    static func unavailable(_ reason: String) -> SignatoryError { SignatoryError(.unavailable, reason) }
}
