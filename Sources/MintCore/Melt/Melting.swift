internal import Cashu
internal import MintStore
internal import Storage

/// Serves a melt request: checks, the saga, and how long to wait for it. The same request sent again waits for the
/// same payment, or is answered with how it ended (NUT-19); a failed one may be tried anew.
struct Melting: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    func melt(_ order: MeltOrder, isRepetition: Bool = false) async throws(MintFailure) -> MeltQuote {
        let quote = try await services.meltQuote(order.quote, of: order.method)
        if let answer = try await repeated(order, of: quote) { return answer }
        // The quote was this request's, and is not any more.
        if isRepetition { throw Self.failed }
        let endings: AsyncStream<MeltEnding>
        do throws(MintFailure) {
            endings = try await begin(order, for: quote)
        } catch {
            // Another request like this one may have been faster, here or at another process.
            guard case .refused = error,
                let answer = try await repeated(order, of: services.meltQuote(order.quote))
            else { throw error }
            return answer
        }
        // Said of the moment when all was reserved, whatever became of it meanwhile: who asked not to wait asks again.
        if order.prefersAsync { return quote.pending(for: order.digest) }
        return try await outcome(endings, order)
    }

    /// - Returns: `nil` when the quote does not serve this very request.
    private func repeated(_ order: MeltOrder, of quote: MeltQuote) async throws(MintFailure) -> MeltQuote? {
        let id = quote.id
        guard quote.meltDigest == order.digest.bytes else { return nil }
        guard quote.state == .pending else { return quote }
        let row = try await services.read { (transaction) throws(StoreError) in try transaction.saga(meltQuote: id) }
        // Ended in between: the quote says how.
        guard let row else { return try answer(await services.meltQuote(id), order) }
        let endings = services.endings.watch(row.operation)
        // It may have ended before it was watched.
        let current = try await services.meltQuote(id)
        guard current.state == .pending else { return try answer(current, order) }
        return try await outcome(endings, order)
    }

    /// The quote may have failed this request, and serve another one now.
    private func answer(_ quote: MeltQuote, _ order: MeltOrder) throws(MintFailure) -> MeltQuote {
        guard quote.meltDigest == order.digest.bytes else {
            throw Self.failed
        }
        return quote
    }

    private static var failed: MintFailure { .refused(.paymentFailed, "the payment failed") }

    private func outcome(
        _ endings: AsyncStream<MeltEnding>, _ order: MeltOrder
    ) async throws(MintFailure) -> MeltQuote {
        if !order.prefersAsync, case .failed(let failure)? = await first(of: endings) { throw failure }
        return try answer(await services.meltQuote(order.quote), order)
    }

    /// Starts the saga in a task of its own, and returns when everything is reserved.
    private func begin(
        _ order: MeltOrder, for quote: MeltQuote
    ) async throws(MintFailure) -> AsyncStream<MeltEnding> {
        let melt = try await check(order, for: quote)
        let operation = services.newID()
        let endings = services.endings.watch(operation)
        let services = services
        let reserved: Result<Void, MintFailure> = await withCheckedContinuation { continuation in
            Task {
                let setup: MeltSaga.SetupComplete
                do throws(MintFailure) {
                    setup = try await MeltSaga.Initial(operation, services).setUp(melt)
                } catch {
                    continuation.resume(returning: .failure(error))
                    return
                }
                services.watchers.announce(melt.inputs)
                continuation.resume(returning: .success(()))
                await setup.dispatch()
                services.watchers.announce(melt.inputs)
            }
        }
        try reserved.get()
        return endings
    }

    private func check(_ order: MeltOrder, for quote: MeltQuote) async throws(MintFailure) -> CheckedMelt {
        try await services.checkMelting()
        let melt = try services.check { (keysets, now) throws(NUTError) in
            try CheckedMelt(quote, order, keysets: keysets, limits: services.settings.limits, now: now)
        }
        try await services.verify(melt.inputs)
        try services.check { (_, now) throws(NUTError) in
            try ConditionCheck.run(inputs: order.inputs, outputs: order.outputs, quote: quote.id, now: now)
        }
        return melt
    }

    /// `nil` when it takes too long, or the caller has gone away.
    private func first(of endings: AsyncStream<MeltEnding>) async -> MeltEnding? {
        let patience = services.settings.meltWaitSeconds.multipliedReportingOverflow(by: 1_000)
        let milliseconds = patience.overflow ? UInt64.max : patience.partialValue
        return await withTaskGroup(of: MeltEnding?.self) { group in
            group.addTask {
                for await ending in endings { return ending }
                return nil
            }
            group.addTask {
                await services.clock.sleep(milliseconds: milliseconds)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}

extension MeltQuote {
    /// As it stands once the request is taken on.
    fileprivate func pending(for request: RequestDigest) -> MeltQuote {
        MeltQuote(
            id: id, method: method, unit: unit, rate: rate, amount: amount, amountMsat: amountMsat,
            feeReserve: feeReserve, request: self.request, invoice: invoice, paymentHash: paymentHash, expiry: expiry,
            createdAt: createdAt, state: .pending, meltDigest: request.bytes)
    }
}
