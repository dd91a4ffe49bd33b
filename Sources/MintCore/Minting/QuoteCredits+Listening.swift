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

    /// What is left to do about a payment that was reported.
    enum Notice: Sendable, Equatable {
        case nothing
        /// It is for a quote, and could not be credited yet.
        case credit
        /// It is for no quote of this mint, as far as is known.
        case nobodys
    }

    /// Until the task is cancelled.
    func listen() async {
        guard let place = await firstPlace() else { return }
        backlog.withLock { $0.begin(after: place.index) }
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
    private func firstPlace() async -> (index: UInt64?, Void)? {
        while !Task.isCancelled {
            do throws(MintFailure) {
                return (try await place.establish(), ())
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
        let (now, isOpen) = (services.clock.now(), notice == .credit || notice == .nobodys && payment.offer != nil)
        backlog.withLock { $0.add(payment, isOpen: isOpen, at: now) }
        await keepPlace()
    }

    /// Those that were told and could not be credited, once more.
    func retry() async {
        let waiting = backlog.withLock { $0.waiting }
        if waiting.isEmpty { return }
        for entry in waiting where !Task.isCancelled {
            switch await notice(entry.payment) {
            case .credit: continue
            case .nobodys where services.clock.now() < entry.since + Self.unknownOfferSeconds: continue
            case .nothing, .nobodys: backlog.withLock { $0.close(entry.payment.paymentHash) }
            }
        }
        await keepPlace()
    }

    private func keepPlace() async {
        if let done = backlog.withLock({ $0.place }) { await place.advance(to: done) }
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
            throw MintFailure(error)
        }
        guard let received, received.offer ?? received.paymentHash == quote.requestID else {
            services.logger.error(
                "the payment backend reports a payment that it does not show",
                metadata: ["payment_hash": "\(payment.paymentHash.hex)", "request_id": "\(quote.requestID.hex)"])
            return .credit
        }
        _ = try await credit(quote, received)
        return .nothing
    }
}
