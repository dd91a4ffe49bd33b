internal import Cashu
internal import MintStore
internal import Storage

extension Administration {
    /// Ends a row that is no saga of this release, or holds nothing: there is no stage to take it up at. All that can be
    /// done is to delete it, and only when nothing is held in its name.
    func discard(
        _ saga: OpenSaga, _ holdings: SagaHoldings, _ action: SagaAction, _ reason: String
    ) async throws(AdministrationFailure) -> SagaResolution {
        guard case .release = action else {
            throw .refused("this row is no saga that this release can go on with: it can only be released")
        }
        guard holdings.areNone else {
            throw .refused(
                "this row is no saga that this release can go on with, and \(holdings.inputs) inputs and "
                    + "\(holdings.outputs) outputs\(holdings.holdsQuote ? " and a quote" : "") are held in its name")
        }
        guard saga.keeper != .running else { throw .refused("this process works on it at this moment") }
        let (raw, now) = (saga.stored.raw, services.clock.now())
        let kind = raw.kind.map(String.init) ?? "unreadable"
        let state = raw.state.map(String.init) ?? "unreadable"
        let step = ManualStep(
            OperationID(raw.operation), quote: raw.quoteID,
            detail: "deleted by hand: the row \(saga.name) of kind \(kind), state \(state), which held nothing",
            reason: reason)
        do throws(WriteFailure) {
            try await services.write { (transaction) throws(StoreError) in
                try transaction.discard(raw)
                try step.record(in: &transaction, at: now)
            } evidence: { (transaction) throws(StoreError) in
                try transaction.hasSaga(raw.operation) ? nil : ()
            }
        } catch {
            throw .failed(error.mintFailure)
        }
        return SagaResolution(isOver: true, detail: "released: the row held nothing, and is gone")
    }
}
