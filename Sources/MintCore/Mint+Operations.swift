package import Cashu
package import CashuCrypto
package import MintStore

// What moves money. Each method answers once the outcome is in the database.
extension Mint {
    /// NUT-03.
    package func swap(
        inputs: [Proof], outputs: [BlindedMessage]
    ) async throws(MintFailure) -> [BlindSignature] {
        let operation = RequestDigest.swap(inputs: inputs, outputs: outputs).operation
        return try await repetition.once(operation, outputs: outputs) { [services] () throws(MintFailure) in
            let swap = try services.check { (keysets, now) throws(NUTError) in
                try BalancedSwap(
                    inputs: inputs, outputs: outputs, keysets: keysets, limits: services.settings.limits, now: now)
            }
            return try await services.detached { () throws(MintFailure) in
                try await SwapSaga.run(operation, swap, services)
            }
        }
    }

    /// NUT-04, NUT-23 and NUT-25.
    package func createMintQuote(_ order: MintQuoteOrder) async throws(MintFailure) -> MintQuote {
        try await MintQuoting(services, credits.place).create(order)
    }

    /// Asks the backend whether an unpaid invoice was paid. A backend that is away leaves it as it is for the time being.
    package func mintQuote(
        _ id: String, method: PaymentMethod = .bolt11
    ) async throws(MintFailure) -> MintQuote {
        try await credits.current(id, of: method)
    }

    /// NUT-29: as they stand, in the order asked. One that is not known refuses the question.
    package func mintQuotes(
        _ ids: [String], method: PaymentMethod = .bolt11
    ) async throws(MintFailure) -> [MintQuote] {
        try checkCount(of: ids)
        return try await credits.current(ids, of: method)
    }

    private func checkCount(of quotes: [String]) throws(MintFailure) {
        do throws(NUTError) {
            try MintOrder.checkCount(of: quotes, limits: settings.limits)
        } catch {
            throw .refused(error)
        }
    }

    /// NUT-04 and NUT-20.
    package func mint(
        quote id: String, outputs: [BlindedMessage], signature: SchnorrSignature?, method: PaymentMethod = .bolt11
    ) async throws(MintFailure) -> [BlindSignature] {
        try await mint(
            MintOrder(
                method: method, quotes: [MintOrder.Quote(id: id, signature: signature)], outputs: outputs,
                isBatch: false))
    }

    /// NUT-29: all of the quotes, or none of them.
    package func mint(_ order: MintOrder) async throws(MintFailure) -> [BlindSignature] {
        let ids = order.quotes.map(\.id)
        try checkCount(of: ids)
        let amounts = order.method == .bolt12 ? order.quotes.compactMap(\.amount) : []
        let digest = RequestDigest.mint(quotes: ids, amounts: amounts, outputs: order.outputs)
        return try await repetition.once(
            digest.operation, outputs: order.outputs
        ) { [services, credits] () throws(MintFailure) in
            try await services.detached { () throws(MintFailure) in
                try await MintSaga.run(digest.operation, order, services, credits)
            }
        }
    }

    /// NUT-05, NUT-23 and NUT-25.
    package func createMeltQuote(_ order: MeltQuoteOrder) async throws(MintFailure) -> MeltQuote {
        try await MeltQuoting(services).create(order)
    }

    /// Asks the backend what became of a payment under way. With the change once it is paid.
    package func meltQuote(
        _ id: String, method: PaymentMethod = .bolt11
    ) async throws(MintFailure) -> MeltQuote {
        let quote = try await services.meltQuote(id, of: method)
        guard quote.state == .pending else { return quote }
        await recovery.advance(meltQuote: id)
        return try await services.meltQuote(id)
    }

    /// NUT-05 and NUT-08. Answers with the PENDING quote when the payment is not over after `meltWaitSeconds`, or at
    /// once, when `prefersAsync`, after everything was checked and reserved.
    /// - Parameter isRepetition: whether this very request was taken on before. Then it begins nothing, and is refused
    ///   with how it ended if that was a failure.
    package func melt(
        quote id: String, inputs: [Proof], outputs: [BlindedMessage], prefersAsync: Bool, isRepetition: Bool = false,
        method: PaymentMethod = .bolt11
    ) async throws(MintFailure) -> MeltQuote {
        try await Melting(services).melt(
            MeltOrder(method: method, quote: id, inputs: inputs, outputs: outputs, prefersAsync: prefersAsync),
            isRepetition: isRepetition)
    }
}
