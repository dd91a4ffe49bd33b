internal import Cashu
package import MintStore
package import PaymentAPI
internal import Storage

/// Everything that is known of an operation which is not over: what an operator decides by.
package struct SagaEvidence: Sendable {
    package let saga: OpenSaga
    package let holdings: SagaHoldings
    /// Of a melt. `nil` as well when it cannot be read, as `quoteProblem` says.
    package let quote: MeltQuote?
    package let quoteProblem: String?
    /// Unix seconds.
    package let invoiceExpiresAt: UInt64?
    /// What the payment backend says now; `nil` when nobody was asked to pay.
    package let outcome: PaymentOutcome?
    package let rule: ReleaseRule
    package let incidents: [Incident]
}

extension Administration {
    package func saga(_ reference: SagaReference) async throws(AdministrationFailure) -> SagaEvidence {
        let saga = try await find(reference)
        let raw = saga.stored.raw
        let holdings = try await read { (transaction) throws(StoreError) in try transaction.holdings(of: raw) }
        let incidents = try await read { (transaction) throws(StoreError) in
            guard let operation = OperationID(raw.operation) else { return [Incident]() }
            return try transaction.incidents(of: operation)
        }
        var quote: MeltQuote?
        var problem: String?
        do throws(AdministrationFailure) {
            if let row = saga.row, row.kind == .melt { quote = try await self.quote(of: row) }
        } catch {
            problem = "\(error)"
        }
        var outcome: PaymentOutcome?
        if let quote, let row = saga.row, row.state == .paymentAttempted {
            outcome = await services.outcome(of: row.attempt(for: quote))
        }
        return SagaEvidence(
            saga: saga, holdings: holdings, quote: quote, quoteProblem: problem,
            invoiceExpiresAt: quote?.payment?.expiresAt, outcome: outcome,
            rule: rule(saga, holdings, quote), incidents: incidents)
    }

    /// The quote that a melt serves.
    func quote(of row: SagaRow) async throws(AdministrationFailure) -> MeltQuote {
        guard let id = row.quoteID else { throw .refused("this melt names no quote") }
        let quote = try await read { (transaction) throws(StoreError) in try transaction.meltQuote(id) }
        guard let quote else { throw .refused("the quote of this melt is gone") }
        return quote
    }

    func rule(_ saga: OpenSaga, _ holdings: SagaHoldings, _ quote: MeltQuote?) -> ReleaseRule {
        guard let row = saga.row else { return .nothingHeld }
        switch (row.kind, row.state) {
        case (.swap, .setupComplete), (.melt, .setupComplete):
            if holdings.signedOutputs > 0 { return .signed }
            return holdings.areNone ? .nothingHeld : row.kind == .swap ? .unsigned : .notAttempted
        case (.melt, .paymentAttempted):
            return .attempted(lastMoment: quote.flatMap {
                MeltSaga.lastMoment(of: $0, since: row.updatedAt, services)
            })
        case (.melt, .finalizing): return .paid
        case (.mint, _), (.swap, .paymentAttempted), (.swap, .finalizing): return .nothingHeld
        }
    }
}
