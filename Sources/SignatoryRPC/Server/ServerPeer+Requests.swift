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
        guard inFlight.count + arrived.count < configuration.maximumInFlight else {
            throw SignatoryError(
                .overloaded, "\(configuration.maximumInFlight) requests are in flight",
                retryAfterMilliseconds: configuration.retryAfterMilliseconds)
        }
        let allowed = milliseconds == 0 ? configuration.defaultDeadline : .milliseconds(Int64(milliseconds))
        arrived.append(
            RequestAnswering(
                service: surroundings.service, feed: surroundings.feed, uid: uid, features: features,
                method: method, requestID: frame.header.requestID, payload: payload, deadline: .now() + allowed))
    }

    /// Begins the answers to what has arrived: small requests that came together share a task, a transaction, and a
    /// write to the socket. What is light is done here, on the event loop: to have another thread do it would take longer.
    func answerArrived() {
        guard !arrived.isEmpty else { return }
        for group in RequestGroup.groups(of: arrived) {
            let requestIDs = group.requests.map(\.requestID)
            let task = Task(executorPreference: group.isLight ? executor : nil) { [mailbox] in
                let frames = await group.run()
                // When the connection has ended there is nobody to answer.
                _ = mailbox.send(.answered(requestIDs, frames))
            }
            let running = RunningAnswer(task: task, isShared: requestIDs.count > 1)
            for requestID in requestIDs { inFlight[requestID] = running }
        }
        arrived = []
    }

    private func cancel(_ requestID: UInt64) {
        if subscription?.requestID == requestID { endSubscription() }
        if let index = arrived.firstIndex(where: { $0.requestID == requestID }) {
            let request = arrived.remove(at: index)
            let error = SignatoryError(.cancelled, "the client cancelled")
            link?.write(RequestAnswering.failure(error, method: request.method.rawValue, requestID: requestID))
        }
        // What shares its task with others is small, and is done; its client will drop the answer.
        if let running = inFlight[requestID], !running.isShared { running.task.cancel() }
    }
}

/// The work on a request, or on several that share it.
struct RunningAnswer {
    let task: Task<Void, Never>
    let isShared: Bool
}
