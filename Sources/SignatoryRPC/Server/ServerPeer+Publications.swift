internal import NIOCore
internal import SignatoryAPI

/// A client's wish to hear of every publication.
struct PublicationSubscription {
    let requestID: UInt64
    /// What the client has: named in its request, later the last one sent.
    var have: PublicationMark?
    /// Whether anything was sent on this connection.
    var hasSent = false
    /// Waits until the client reads again. Only the newest: it is the whole set.
    var held: EncodedPublication?
    var heartbeat: Scheduled<Void>?
}

extension ServerPeer {
    func subscribe(_ request: SubscriptionRequest, requestID: UInt64) throws(SignatoryError) {
        guard subscription == nil else {
            throw SignatoryError(.invalidArgument, "this connection has a subscription")
        }
        subscription = PublicationSubscription(requestID: requestID, have: request.have)
        if let latest = surroundings.feed.latest { publish(latest) }
    }

    /// Sends the publication, unless the client was sent it or a later one.
    func publish(_ publication: EncodedPublication) {
        guard let subscription else { return }
        if subscription.hasSent, let have = subscription.have {
            guard publication.mark.generation >= have.generation, publication.mark != have else { return }
        }
        send(publication)
    }

    func endSubscription() {
        subscription?.heartbeat?.cancel()
        subscription = nil
    }

    /// The client reads again. A heartbeat that was held is due as much as a publication.
    func sendHeld() {
        if let held = subscription?.held { send(held) }
    }

    private func send(_ publication: EncodedPublication) {
        guard var subscription, let link else { return }
        defer { self.subscription = subscription }
        guard link.isWritable else {
            // A heartbeat of what was sent does not displace what is new.
            if publication.mark.generation >= subscription.held?.mark.generation ?? 0 {
                subscription.held = publication
            }
            return
        }
        link.write(publication.frames(.subscribeKeysets, requestID: subscription.requestID, have: subscription.have))
        subscription.have = publication.mark
        subscription.hasSent = true
        subscription.held = nil
        subscription.heartbeat?.cancel()
        let interval = surroundings.configuration.timing.heartbeat
        subscription.heartbeat = link.eventLoop.scheduleTask(in: interval) { [weak self] in
            // The client has it, so begin and end suffice.
            self?.send(publication)
        }
    }
}
