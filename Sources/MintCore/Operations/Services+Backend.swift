internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import PaymentAPI

/// Questions to the backend, none of which may hang: recovery and the sweep ask one after the other.
extension Services {
    func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        let backend = backend
        return await answer { await backend.outcome(of: attempt) }
            ?? .unknown("the payment backend did not answer in time")
    }

    func paymentMark() async throws(PaymentError) -> PaymentMark {
        let backend = backend
        return try await ask { () async throws(PaymentError) in try await backend.mark() }
    }

    func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        let backend = backend
        return try await ask { () async throws(PaymentError) in try await backend.received(paymentHash) }
    }

    func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice {
        let backend = backend
        return try await ask { () async throws(PaymentError) in
            try await backend.fetchInvoice(offer, amountMsat: amountMsat)
        }
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
        guard let answer else { throw .unavailable("the payment backend did not answer in time") }
        return try answer.get()
    }

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
