import Cashu
import CashuCrypto
import MintStore
import Storage

/// A transaction as the mint composes it of the calls of the store.
enum MoneyStep: String, CaseIterable, Sendable {
    case insertMintQuote, credit, issue
    case swapSetUp, swapComplete, swapUndo
    case insertMeltQuote, meltSetUp, meltDispatch, meltSettle, meltFinalize, meltUndo, meltUndoUnasked
    case insertOwnInvoice, meltSettleInside, meltFinalizeInside

    /// What must have taken place before.
    var preparation: [MoneyStep] {
        switch self {
        case .insertMintQuote: []
        case .credit: Self.insertMintQuote.andBefore
        case .issue: Self.credit.andBefore
        case .swapSetUp: Self.issue.andBefore
        case .swapComplete, .swapUndo: Self.swapSetUp.andBefore
        case .insertMeltQuote: Self.swapComplete.andBefore
        case .meltSetUp: Self.insertMeltQuote.andBefore
        case .meltDispatch, .meltUndoUnasked, .insertOwnInvoice: Self.meltSetUp.andBefore
        case .meltSettle, .meltUndo: Self.meltDispatch.andBefore
        case .meltFinalize: Self.meltSettle.andBefore
        case .meltSettleInside: Self.insertOwnInvoice.andBefore
        case .meltFinalizeInside: Self.meltSettleInside.andBefore
        }
    }

    private var andBefore: [MoneyStep] { preparation + [self] }

    /// A reservation may be lost with the power: nothing was signed for it.
    var durability: Durability { self == .swapSetUp ? .deferred : .synced }
}

/// The life of 24 sat: minted, swapped, and 16 of them paid out, at 1 more for the way, with 3 given back. The same
/// story can be told in several databases.
struct MoneyStory: Sendable {
    private let mint = OperationID()
    private let swap = OperationID()
    let melt = OperationID()
    private let mintQuote = Sample.mintQuote("minted", amount: 24)
    private let meltQuote = Sample.meltQuote("melted", amount: 16)
    private let ownInvoice: MintQuote
    private let minted = [16, 8].map { Sample.signed(Sample.output($0)) }
    private let swapInputs = [Sample.input(16), Sample.input(8)]
    private let swapped = [16, 4, 4].map { Sample.signed(Sample.output($0)) }
    private let meltInputs = [Sample.input(16), Sample.input(4)]
    private let blanks = (0..<3).map { _ in Sample.output(0) }
    private let change: [SignedOutput]
    private let preimage = FixedBytes<32>.random()
    private let digest = FixedBytes<32>.random()

    init() {
        change = [Sample.signed(blanks[0], amount: 2), Sample.signed(blanks[1], amount: 1)]
        ownInvoice = Sample.mintQuote("own", amount: 16, hash: meltQuote.paymentHash)
    }

    func prepare(_ step: MoneyStep, in store: StoreFixture) async throws {
        for step in step.preparation { try await run(step, in: store).get() }
    }

    func run(_ step: MoneyStep, in store: StoreFixture) async throws -> Result<Void, StoreError> {
        try await store.write(step.durability) { try write(step, in: &$0) }
    }

    func write(_ step: MoneyStep, in transaction: inout WriteTransaction) throws(StoreError) {
        switch step {
        case .insertMintQuote: try transaction.insert(mintQuote)
        case .credit: _ = try transaction.markPaid(lock(mintQuote, in: &transaction), amount: 24, at: 2)
        case .issue: try issue(in: &transaction)
        case .swapSetUp:
            try transaction.beginSaga(swap, kind: .swap, at: 4)
            try transaction.reserve(swapInputs, for: swap, kind: .swap, at: 4)
            try transaction.reserve(swapped.map(\.message), for: swap, kind: .swap, at: 4)
        case .swapComplete: try completeSwap(in: &transaction)
        case .swapUndo: try undoSwap(in: &transaction)
        case .insertOwnInvoice: try transaction.insert(ownInvoice)
        default: try writeMelt(step, in: &transaction)
        }
    }

    private func lock(
        _ quote: MintQuote, in transaction: inout WriteTransaction
    ) throws(StoreError) -> Locked<MintQuote> {
        guard let locked = try transaction.lockMintQuote(quote.id) else { throw .unknown(.mintQuote) }
        return locked
    }

    private func issue(in transaction: inout WriteTransaction) throws(StoreError) {
        let quote = try lock(mintQuote, in: &transaction)
        try transaction.reserve(minted.map(\.message), for: mint, kind: .mint, at: 3)
        try transaction.store(minted, of: mint, at: 3)
        try transaction.takeReserved(outputs: minted.count, of: mint)
        try transaction.markIssued(quote, at: 3)
        try transaction.record(completed(mint, .mint, redeemed: 0, issued: 24, paid: 0), at: 3)
    }

    private func completeSwap(in transaction: inout WriteTransaction) throws(StoreError) {
        try transaction.endSaga(swap.held(), in: .setupComplete)
        try transaction.spendReserved(swapInputs.count, by: swap, at: 5)
        try transaction.store(swapped, of: swap, at: 5)
        try transaction.takeReserved(outputs: swapped.count, of: swap)
        try transaction.record(completed(swap, .swap, redeemed: 24, issued: 24, paid: 0), at: 5)
    }

    private func undoSwap(in transaction: inout WriteTransaction) throws(StoreError) {
        guard try transaction.lockSaga(swap) != nil else { throw .conflict("the swap is over") }
        try transaction.endSaga(swap.held(), in: .setupComplete)
        guard try !transaction.holdsSignedOutput(swap) else { throw .conflict("an output is signed") }
        try transaction.releaseReserved(by: swap)
        try transaction.releaseOutputs(of: swap)
    }

    private func writeMelt(_ step: MoneyStep, in transaction: inout WriteTransaction) throws(StoreError) {
        switch step {
        case .insertMeltQuote:
            guard try transaction.lockLiveMeltQuotes(paymentHash: meltQuote.paymentHash, at: 6).isEmpty else {
                throw .refused(.quotePending, "there is a live quote")
            }
            try transaction.insert(meltQuote)
        case .meltSetUp: try setUpMelt(in: &transaction)
        case .meltDispatch:
            guard try transaction.lockMintQuote(requestID: meltQuote.paymentHash) == nil else {
                throw .conflict("the invoice is the mint's own")
            }
            try transaction.advanceSaga(melt.held(), from: .setupComplete, to: .paymentAttempted, at: 8)
        case .meltSettle:
            try transaction.recordSettlement(
                melt.held(2), from: .paymentAttempted, preimage: preimage, spentMsat: 17_000, at: 9)
        case .meltSettleInside:
            _ = try transaction.markPaid(lock(ownInvoice, in: &transaction), amount: 16, at: 9)
            try transaction.recordSettlement(
                melt.held(), from: .setupComplete, preimage: nil, spentMsat: 16_000, at: 9)
        case .meltFinalize: try finalizeMelt(melt.held(3), paid: 17, in: &transaction)
        case .meltFinalizeInside: try finalizeMelt(melt.held(2), paid: 16, in: &transaction)
        case .meltUndo: try undoMelt(melt.held(2), in: .paymentAttempted, &transaction)
        case .meltUndoUnasked: try undoMelt(melt.held(), in: .setupComplete, &transaction)
        default: preconditionFailure("\(step) is no part of a melt")
        }
    }

    private func setUpMelt(in transaction: inout WriteTransaction) throws(StoreError) {
        guard let quote = try transaction.lockMeltQuote(meltQuote.id) else { throw .unknown(.meltQuote) }
        try transaction.markPending(quote, for: digest, by: melt, at: 7)
        try transaction.beginSaga(melt, kind: .melt, quoteID: meltQuote.id, at: 7)
        try transaction.reserve(meltInputs, for: melt, kind: .melt, at: 7)
        try transaction.reserve(blanks, for: melt, kind: .melt, at: 7)
    }

    private func finalizeMelt(
        _ hold: SagaHold, paid: UInt64, in transaction: inout WriteTransaction
    ) throws(StoreError) {
        try transaction.markPaid(meltQuote: meltQuote.id, by: hold, preimage: preimage, at: 10)
        try transaction.endSaga(hold, in: .finalizing)
        try transaction.spendReserved(meltInputs.count, by: melt, at: 10)
        try transaction.store(change, of: melt, at: 10)
        try transaction.takeReserved(outputs: blanks.count, of: melt)
        try transaction.record(change: change, of: meltQuote.id)
        try transaction.record(completed(melt, .melt, redeemed: 20, issued: 3, paid: paid), at: 10)
    }

    private func undoMelt(
        _ hold: SagaHold, in state: SagaState, _ transaction: inout WriteTransaction
    ) throws(StoreError) {
        try transaction.markUnpaid(meltQuote: meltQuote.id, by: hold, at: 10)
        try transaction.endSaga(hold, in: state)
        try transaction.releaseReserved(by: melt)
        try transaction.releaseOutputs(of: melt)
    }

    private func completed(
        _ operation: OperationID, _ kind: OperationKind, redeemed: UInt64, issued: UInt64, paid: UInt64
    ) -> CompletedOperation {
        CompletedOperation(
            operation: operation, kind: kind, unit: .sat, quoteID: nil, redeemed: redeemed, issued: issued,
            inputFee: 0, paid: paid, paidMsat: paid * 1_000)
    }
}
