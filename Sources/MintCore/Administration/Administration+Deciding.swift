internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import PaymentAPI

extension Administration {
    /// Whether what an operator wants may be done, by what is known now.
    func decide(
        _ row: SagaRow, _ action: SagaAction, _ reason: String
    ) async throws(AdministrationFailure) -> ResolvingStep {
        switch (row.kind, row.state, action) {
        case (_, _, .retry): preconditionFailure("recovery is asked, not the operator's own step")
        case (.swap, _, .settle), (.mint, _, .settle): throw .refused("it is no melt: there is no payment to settle")
        case (.swap, _, .release): return try await releaseSwap(row, reason)
        case (.melt, .setupComplete, .release):
            return ResolvingStep(.undoMelt(try await quote(of: row), nil), row, "nobody was asked to pay", reason)
        case (.melt, .setupComplete, .settle):
            throw .refused("nobody was asked to pay: there is no payment to settle")
        case (.melt, .paymentAttempted, .release(let isForced)):
            return try await release(row, isForced: isForced, reason)
        case (.melt, .paymentAttempted, .settle(let preimage, let spentMsat)):
            return try await settle(row, preimage, spentMsat, reason)
        case (.melt, .finalizing, .release): throw .refused("it is paid: its inputs cannot be given back")
        case (.melt, .finalizing, .settle): throw .refused("it is settled already: 'retry' completes it")
        case (.mint, _, .release): throw .refused("minting has no saga, and this row holds something")
        }
    }

    private func releaseSwap(_ row: SagaRow, _ reason: String) async throws(AdministrationFailure) -> ResolvingStep {
        let stored = try await find(SagaReference(bytes: row.operation.bytes.bytes)).stored
        let holdings = try await read { (transaction) throws(StoreError) in
            try transaction.holdings(of: stored.raw)
        }
        guard holdings.signedOutputs == 0 else {
            throw .refused("outputs of this swap are signed, and its wallet can restore them: 'retry' completes it")
        }
        return ResolvingStep(.undoSwap, row, "no output is signed", reason)
    }

    /// Only a confirmed failure, or the absence of any record once nobody can have paid, lets inputs go. What the
    /// backend cannot say an operator may know better, and then the attempt is watched as every released one.
    private func release(
        _ row: SagaRow, isForced: Bool, _ reason: String
    ) async throws(AdministrationFailure) -> ResolvingStep {
        let quote = try await quote(of: row)
        let evidence: String
        switch await services.outcome(of: row.attempt(for: quote)) {
        case .settled(let settlement):
            throw .refused("the backend says that it is paid, for \(settlement.spentMsat) msat: settle it")
        case .inFlight: throw .refused("the backend says that the payment is in flight: it may still be paid")
        case .failed(let failure): evidence = "the backend says that it failed: \(failure.reason)"
        case .unknown(let detail):
            guard isForced else {
                throw .refused("the backend cannot say what became of it (\(detail)): see for yourself, then --force")
            }
            evidence = "forced, while the backend could not say what became of it (\(detail))"
        case .notFound:
            evidence = try absence(row, quote, isForced: isForced)
        }
        let released = ReleasedAttempt(
            operation: row.operation, quoteID: quote.id, paymentHash: quote.paymentHash,
            paymentMark: row.mark.stored, reason: "by an operator: \(reason)", releasedAt: services.clock.now())
        return ResolvingStep(.undoMelt(quote, released), row, evidence, reason)
    }

    private func absence(
        _ row: SagaRow, _ quote: MeltQuote, isForced: Bool
    ) throws(AdministrationFailure) -> String {
        let lastMoment = MeltSaga.lastMoment(of: quote, since: row.updatedAt, services)
        if let lastMoment, services.clock.now() > lastMoment {
            return "the backend has no record of it, and nobody can pay the invoice any more"
        }
        guard isForced else {
            let until = lastMoment.map { ", before \($0) (Unix seconds)" } ?? ""
            throw .refused(
                "the backend has no record of it, which proves nothing yet: an order to pay may be on its "
                    + "way\(until); see for yourself, then --force")
        }
        return "forced, while the backend had no record of it and an order to pay could be on its way"
    }

    /// Paid, as the preimage proves or the backend says.
    private func settle(
        _ row: SagaRow, _ preimage: FixedBytes<32>?, _ spentMsat: UInt64?, _ reason: String
    ) async throws(AdministrationFailure) -> ResolvingStep {
        let quote = try await quote(of: row)
        if let preimage, SHA256.hash(preimage.bytes) != quote.paymentHash {
            throw .refused("the preimage does not hash to the payment hash \(quote.paymentHash.hex)")
        }
        if let spentMsat, spentMsat < quote.amountMsat || spentMsat > Money.maximum {
            throw .refused("a payment of \(quote.amountMsat) msat cannot have cost \(spentMsat) msat")
        }
        var settlement: Settlement?
        if preimage == nil || spentMsat == nil {
            let outcome = await services.outcome(of: row.attempt(for: quote))
            if case .settled(let found) = outcome { settlement = found }
        }
        guard preimage != nil || settlement != nil else {
            throw .refused("the backend does not say that it is paid: give the preimage, which proves it")
        }
        guard let spent = spentMsat ?? settlement?.spentMsat else {
            throw .refused("the backend does not say what the payment cost: give the cost in msat, fees included")
        }
        let proven = preimage ?? settlement.map(\.preimage).flatMap {
            SHA256.hash($0.bytes) == quote.paymentHash ? $0 : nil
        }
        let evidence = preimage == nil ? "the backend says that it is paid" : "the preimage proves it"
        return ResolvingStep(
            .settle(quote, preimage: proven, spentMsat: spent), row, "\(evidence); it cost \(spent) msat", reason)
    }
}
