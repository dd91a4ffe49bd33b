internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import PaymentAPI

/// Questions to the backend, none of which may hang: recovery and the sweep ask one after the other. What begins something
/// is held back while the backend does not answer (`CircuitBreaker`).
extension Services {
    func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        let backend = backend
        return try await begin { () async throws(PaymentError) in try await backend.createInvoice(order) }
    }

    func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
        let backend = backend
        return try await begin { () async throws(PaymentError) in try await backend.createOffer(order) }
    }

    func estimate(_ request: PaymentRequest, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate {
        let backend = backend
        return try await begin { () async throws(PaymentError) in
            try await backend.estimate(request, amountMsat: amountMsat)
        }
    }

    /// That the issuer of an offer is silent says nothing of the backend: strangers make offers.
    func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice {
        try breaker.checkFollowing()
        let backend = backend
        let answer = await answer { () async -> Result<Bolt12Invoice, PaymentError> in
            do throws(PaymentError) {
                return .success(try await backend.fetchInvoice(offer, amountMsat: amountMsat))
            } catch {
                return .failure(error)
            }
        }
        guard let answer else { throw .unavailable(Self.silence) }
        return try answer.get()
    }

    /// Before a payment.
    func paymentMark() async throws(PaymentError) -> PaymentMark {
        let backend = backend
        return try await begin { () async throws(PaymentError) in try await backend.mark() }
    }

    func balance() async throws(PaymentError) -> BackendBalance? {
        let backend = backend
        return try await ask { () async throws(PaymentError) in try await backend.balance() }
    }

    func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        let backend = backend
        let outcome = await answer { await backend.outcome(of: attempt) }
        switch outcome {
        case nil where !Task.isCancelled: breaker.failed(Self.silence, at: clock.now())
        case nil: break
        // Whether it answered at all is not seen from this.
        case .unknown: break
        case .settled, .failed, .inFlight, .notFound: breaker.answered()
        }
        return outcome ?? .unknown(Self.silence)
    }

    func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        let backend = backend
        return try await ask { () async throws(PaymentError) in try await backend.received(paymentHash) }
    }

    /// By which the node is told from others that may answer under the same name.
    func node() async throws(PaymentError) -> FixedBytes<32>? {
        let backend = backend
        return try await begin { () async throws(PaymentError) in try await backend.nodeIdentity() }
    }

    func latestReceived() async throws(PaymentError) -> UInt64? {
        let backend = backend
        return try await begin { () async throws(PaymentError) in try await backend.latestReceived() }
    }

    private func begin<R: Sendable>(
        _ call: @escaping @Sendable () async throws(PaymentError) -> R
    ) async throws(PaymentError) -> R {
        try breaker.check(at: clock.now())
        return try await ask(call)
    }

    private func ask<R: Sendable>(
        _ call: @escaping @Sendable () async throws(PaymentError) -> R
    ) async throws(PaymentError) -> R {
        let answer = await answer { () async -> Result<R, PaymentError> in
            do throws(PaymentError) {
                return .success(try await call())
            } catch {
                return .failure(error)
            }
        }
        switch answer {
        case .success(let product)?:
            breaker.answered()
            return product
        case .failure(.refused(let reason))?:
            breaker.answered()
            throw .refused(reason)
        case .failure(.unavailable(let reason))?:
            breaker.failed(reason, at: clock.now())
            throw .unavailable(reason)
        case nil:
            // Who does not wait for an answer has not been left without one.
            if !Task.isCancelled { breaker.failed(Self.silence, at: clock.now()) }
            throw .unavailable(Self.silence)
        }
    }

    private static let silence = "the payment backend did not answer in time"

    /// `nil` after `backendPatienceMilliseconds`. A call that takes longer is cancelled and not waited for: one that
    /// hangs takes no notice.
    private func answer<R: Sendable>(_ call: @escaping @Sendable () async -> R) async -> R? {
        let (answers, continuation) = AsyncStream<R>.makeStream()
        let (clock, patience) = (clock, settings.backendPatienceMilliseconds)
        let asking = Task {
            continuation.yield(await call())
            continuation.finish()
        }
        let waiting = Task {
            await clock.sleep(milliseconds: patience)
            continuation.finish()
        }
        defer {
            asking.cancel()
            waiting.cancel()
        }
        for await answer in answers { return answer }
        return nil
    }
}
