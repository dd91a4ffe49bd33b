import Cashu
import PaymentAPI
@testable import MintCore

func swap(
    _ services: Services, _ duty: consuming Duty, _ swap: BalancedSwap
) async throws(MintFailure) -> [BlindSignature] {
    try await SwapSaga.Initial(services, duty).setUp(swap).sign().complete().signatures
}

func undo(_ stage: consuming SwapSaga.SetupComplete, _ failure: MintFailure) async throws(MintFailure) {
    throw await stage.compensate(because: failure)
}

func mint(
    _ services: Services, _ duty: consuming Duty, _ order: MintOrder, _ credits: QuoteCredits
) async throws(MintFailure) -> [BlindSignature] {
    try await MintSaga.Initial(services, duty).check(order, credits).sign().complete().signatures
}

func melt(_ operation: OperationID, _ services: Services, _ melt: CheckedMelt) async throws(MintFailure) {
    try await MeltSaga.Initial(operation, services).setUp(melt).dispatch()
}

func undo(_ stage: consuming MeltSaga.SetupComplete, _ failure: MintFailure) async throws(MintFailure) {
    try await stage.compensate(because: failure)
}

func settle(_ stage: consuming MeltSaga.PaymentAttempted, _ outcome: PaymentOutcome) async throws(MintFailure) {
    try await stage.settle(outcome)
}

func finish(_ stage: consuming MeltSaga.Finalizing) async throws(MintFailure) { try await stage.complete() }

func take(_ running: RunningOperations, _ operation: OperationID) { running.begin(operation)?.discharge() }
