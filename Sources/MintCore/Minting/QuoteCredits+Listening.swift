internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage
internal import Synchronization

/// What the backend reports, from where the last process stopped. For offers there is no other way to a credit.
extension QuoteCredits {
    /// How long a payment of an offer that no quote is for is kept: an offer may be paid while its quote is written.
    private static let unknownOfferSeconds: UInt64 = 60
    /// How long a payment is looked for that was reported and that the backend does not show.
    private static let missingSeconds: UInt64 = 3_600

    /// What is left to do about a payment that was reported.
    enum Notice: Sendable, Equatable {
        case nothing
        /// It is for a quote, and could not be credited yet.
        case credit
        /// It is for a quote, and the backend does not answer.
        case away
        /// It is for a quote, and the backend answers that there is no such payment.
        case missing
        /// It is for no quote of this mint, as far as is known.
        case nobodys
    }

    /// Until the task is cancelled.
    func listen() async {
        while let place = await firstPlace() {
            backlog.withLock { $0.begin(after: place.index, of: place.node) }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.hearAll() }
                group.addTask { await self.place.waitForOther(than: place.node) }
                _ = await group.next()
                group.cancelAll()
            }
        }
    }

    /// What one node reports.
    private func hearAll() async {
        while !Task.isCancelled {
            for await payment in services.backend.receivedPayments(after: backlog.withLock { $0.newest }) {
                await hear(payment)
                while backlog.withLock({ $0.isFull }), !Task.isCancelled { await pause() }
            }
            // The backend has ended its report; it is asked for the rest.
            await pause()
        }
    }

    /// `nil` when the task is cancelled first.
    private func firstPlace() async -> ReceivedIndex.Place? {
        while !Task.isCancelled {
            do throws(MintFailure) {
                return try await place.establish()
            } catch {
                services.logger.warning("received payments are not listened to yet", metadata: ["error": "\(error)"])
                await pause()
            }
        }
        return nil
    }

    /// The place stays before the first that could not be credited: the next process hears of it again, and this one
    /// tries again meanwhile.
    func hear(_ payment: ReceivedPayment) async {
        let notice = await notice(payment)
        let now = services.clock.now()
        let isOpen =
            switch notice {
            case .nothing: false
            case .credit, .away, .missing: true
            case .nobodys: payment.offer != nil
            }
        backlog.withLock { $0.add(payment, isOpen: isOpen, at: now) }
        await keepPlace()
    }

    /// Those that were told and could not be credited, once more.
    func retry() async {
        let waiting = backlog.withLock { $0.waiting }
        if waiting.isEmpty { return }
        for entry in waiting where !Task.isCancelled {
            let hash = entry.payment.paymentHash
            switch await notice(entry.payment) {
            case .credit: continue
            case .away:
                // Nor will it answer about the others.
                backlog.withLock { $0.putLast(hash) }
                return await keepPlace()
            case .missing:
                let now = services.clock.now()
                let since = backlog.withLock { $0.miss(hash, at: now) }
                if now >= since + Self.missingSeconds { giveUp(entry.payment) }
            case .nobodys where services.clock.now() < entry.since + Self.unknownOfferSeconds: continue
            case .nothing, .nobodys: backlog.withLock { $0.close(hash) }
            }
        }
        await keepPlace()
    }

    /// One that never comes must not keep the others from being heard.
    private func giveUp(_ payment: ReceivedPayment) {
        services.logger.critical(
            "a payment that the backend reported and does not show is not credited, and no longer looked for",
            metadata: ["payment_hash": "\(payment.paymentHash.hex)", "amount_msat": "\(payment.amountMsat)"])
        backlog.withLock { $0.close(payment.paymentHash) }
    }

    private func keepPlace() async {
        let (index, node) = backlog.withLock { ($0.place, $0.node) }
        if let index { await place.advance(to: index, of: node) }
    }

    private func pause() async { await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds) }

    /// A payment was reported: looked into, and credited if it is for a quote of this mint.
    func notice(_ payment: ReceivedPayment) async -> Notice {
        let (paymentHash, requestID) = (payment.paymentHash, payment.offer ?? payment.paymentHash)
        do throws(MintFailure) {
            let (quote, isPaidInside, isCredited) = try await services.read { (transaction) throws(StoreError) in
                // The backend is never told to pay an invoice of this mint.
                let melts = try transaction.liveMeltQuotes(paymentHash: paymentHash, at: Money.maximum)
                return (
                    try transaction.mintQuote(requestID: requestID), melts.contains { $0.state == .paid },
                    try transaction.credited([paymentHash]).contains(paymentHash)
                )
            }
            guard let quote else { return .nobodys }
            if !isCredited, quote.mayBePaid { return try await confirm(payment, quote) }
            if !quote.mayBePaid, isPaidInside {
                services.logger.error(
                    "an invoice that was settled within the mint was paid again",
                    metadata: ["payment_hash": "\(paymentHash.hex)"])
            }
            return .nothing
        } catch {
            services.logger.warning("a payment was not credited yet", metadata: ["error": "\(error)"])
            return .credit
        }
    }

    /// The report is not enough: the backend is asked for this one payment.
    private func confirm(_ payment: ReceivedPayment, _ quote: MintQuote) async throws(MintFailure) -> Notice {
        let received: ReceivedPayment?
        do throws(PaymentError) {
            received = try await services.received(payment.paymentHash)
        } catch {
            guard case .unavailable(let reason) = error else { throw MintFailure(error) }
            services.logger.warning("a payment was not credited yet", metadata: ["error": "\(reason)"])
            return .away
        }
        guard let received, received.offer ?? received.paymentHash == quote.requestID else {
            services.logger.error(
                "the payment backend reports a payment that it does not show",
                metadata: ["payment_hash": "\(payment.paymentHash.hex)", "request_id": "\(quote.requestID.hex)"])
            return .missing
        }
        _ = try await credit(quote, received)
        return .nothing
    }
}
