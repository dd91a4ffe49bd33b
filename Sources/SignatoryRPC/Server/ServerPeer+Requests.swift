internal import Logging
internal import NIOCore
internal import SignatoryAPI

extension ServerPeer {
    /// A frame of a client that has said hello.
    func serve(_ frame: Frame, for role: Role) {
        switch FrameKind(rawValue: frame.header.kind) {
        case .request:
            receiveRequest(frame, for: role)
        case .cancel:
            cancel(frame.header.requestID)
        case .goAway:
            inputClosed()
        case .response, .failure, .event, .ping, .pong, .hello, .helloAck, .auth, .authAck, nil:
            // The caps admit none of these.
            link?.close("an unexpected frame")
        }
    }

    func refuse(_ frame: Frame, _ error: SignatoryError) {
        link?.write(
            RequestAnswering.failure(error, method: frame.header.method, requestID: frame.header.requestID))
    }

    private func receiveRequest(_ frame: Frame, for role: Role) {
        let header = frame.header
        guard header.requestID > lastRequestID, header.flags == 0 else {
            // Ids that repeat would give one answer to two questions.
            logger.warning("a client sent a request id out of order or unknown flags")
            link?.close("a malformed header")
            return
        }
        lastRequestID = header.requestID
        do throws(SignatoryError) {
            try begin(frame, for: role)
        } catch {
            logger.debug("a request was refused", metadata: ["code": "\(error.code)", "method": "\(header.method)"])
            refuse(frame, error)
        }
    }

    private func begin(_ frame: Frame, for role: Role) throws(SignatoryError) {
        guard let method = Method(rawValue: frame.header.method) else {
            throw SignatoryError(.methodUnknown, "method \(frame.header.method) does not exist")
        }
        guard SignatoryServer.Service.allows(method, for: role) else {
            throw SignatoryError(.unauthorized, "the role \(role) may not call \(method)")
        }
        var payload = frame.payload
        guard let milliseconds = payload.readInteger(as: UInt32.self) else {
            throw SignatoryError(.invalidArgument, "a request begins with 4 bytes of its deadline")
        }
        if method == .subscribeKeysets {
            return try subscribe(SubscriptionRequest(payload: payload), requestID: frame.header.requestID)
        }
        let configuration = surroundings.configuration
        guard inFlight.count < configuration.maximumInFlight else {
            throw SignatoryError(
                .overloaded, "\(configuration.maximumInFlight) requests are in flight",
                retryAfterMilliseconds: configuration.retryAfterMilliseconds)
        }
        let allowed = milliseconds == 0 ? configuration.defaultDeadline : .milliseconds(Int64(milliseconds))
        let answering = RequestAnswering(
            service: surroundings.service, feed: surroundings.feed, uid: uid, method: method,
            requestID: frame.header.requestID, payload: payload, deadline: .now() + allowed)
        inFlight[answering.requestID] = Task { [mailbox] in
            let frames = await answering.run()
            // When the connection has ended there is nobody to answer.
            _ = mailbox.send(.answered(answering.requestID, frames))
        }
    }

    private func cancel(_ requestID: UInt64) {
        if subscription?.requestID == requestID { endSubscription() }
        inFlight[requestID]?.cancel()
    }
}
