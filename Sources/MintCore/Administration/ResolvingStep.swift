internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import PaymentAPI

/// A step that was found to be right, and goes through the code of the sagas.
struct ResolvingStep: Sendable {
    enum Way: Sendable {
        case undoSwap
        /// With what is to be watched, after an attempt to pay.
        case undoMelt(MeltQuote, ReleasedAttempt?)
        case settle(MeltQuote, preimage: FixedBytes<32>?, spentMsat: UInt64)
    }

    private let way: Way
    private let row: SagaRow
    private let manual: ManualStep

    init(_ way: Way, _ row: SagaRow, _ evidence: String, _ reason: String) {
        self.way = way
        self.row = row
        let done = if case .settle = way { "settled" } else { "released" }
        manual = ManualStep(row.operation, quote: row.quoteID, detail: "\(done) by hand: \(evidence)", reason: reason)
    }

    func perform(
        _ duty: consuming Duty, _ services: Services
    ) async throws(AdministrationFailure) -> SagaResolution {
        switch way {
        case .undoSwap: return try await undoSwap(duty, services)
        case .undoMelt(let quote, let released):
            do throws(MintFailure) {
                try await MeltSaga.undo(
                    quote, row.hold, in: row.state, because: .refused(.paymentFailed, "the payment failed"),
                    released: released, step: manual, duty, services)
            } catch {
                throw .failed(error)
            }
            return SagaResolution(isOver: true, detail: "released: its inputs were given back, its quote is UNPAID")
        case .settle(let quote, let preimage, let spentMsat):
            return try await settle(quote, preimage, spentMsat, duty, services)
        }
    }

    private func undoSwap(
        _ duty: consuming Duty, _ services: Services
    ) async throws(AdministrationFailure) -> SagaResolution {
        let undoing: SwapSaga.Undoing
        do throws(WriteFailure) {
            undoing = try await SwapSaga.undo(row.hold, step: manual, services)
        } catch {
            throw .failed(error.mintFailure)
        }
        duty.discharge()
        switch undoing {
        case .undone: return SagaResolution(isOver: true, detail: "released: its inputs were given back")
        case .completed:
            return SagaResolution(isOver: true, detail: "an output turned out to be signed: its inputs are spent")
        case .alreadyOver: throw .refused("somebody else has just ended it")
        }
    }

    private func settle(
        _ quote: MeltQuote, _ preimage: FixedBytes<32>?, _ spentMsat: UInt64, _ duty: consuming Duty,
        _ services: Services
    ) async throws(AdministrationFailure) -> SagaResolution {
        let operation = row.operation
        do throws(MintFailure) {
            try await MeltSaga.PaymentAttempted(quote, row.hold, since: row.mark, services: services, duty: duty)
                .finalize(preimage: preimage, spentMsat: spentMsat, step: manual)
            return SagaResolution(isOver: true, detail: "settled: its inputs are spent, its quote is PAID")
        } catch {
            let failure = error
            let after: SagaRow?
            do throws(MintFailure) {
                after = try await services.read { (transaction) throws(StoreError) in try transaction.saga(operation) }
            } catch {
                throw .failed(failure)
            }
            guard after?.state == .finalizing else { throw .failed(failure) }
            // Paid is paid: what is left cannot be refused any more, only repeated.
            return SagaResolution(
                isOver: false, detail: "settled; recovery completes it as soon as it can: \(failure)")
        }
    }
}
