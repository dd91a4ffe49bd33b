internal import Cashu
internal import MintStore

/// One melt request (NUT-05, NUT-08): checks, the saga, and how long to wait for it.
struct Melting: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    func melt(
        quote id: String, inputs: [Proof], outputs: [BlindedMessage], prefersAsync: Bool
    ) async throws(MintFailure) -> MeltQuote {
        try services.checkMelting()
        let quote = try await services.meltQuote(id)
        let melt = try services.check { (keysets, now) throws(NUTError) in
            try CheckedMelt(
                quote, inputs: inputs, outputs: outputs, keysets: keysets, limits: services.settings.limits, now: now)
        }
        try await services.verify(melt.inputs)
        try services.check { (_, now) throws(NUTError) in
            try ConditionCheck.run(inputs: inputs, outputs: outputs, quote: quote.id, now: now)
        }
        let endings = try await begin(melt)
        if !prefersAsync, case .failed(let failure)? = await first(of: endings) { throw failure }
        return try await services.meltQuote(id)
    }

    /// Starts the saga in a task of its own, and returns when everything is reserved.
    private func begin(_ melt: CheckedMelt) async throws(MintFailure) -> AsyncStream<MeltEnding> {
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
                continuation.resume(returning: .success(()))
                await setup.dispatch()
            }
        }
        try reserved.get()
        return endings
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
