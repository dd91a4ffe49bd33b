import Cashu
@testable import MintCore

func swap(_ services: Services, _ swap: BalancedSwap) async throws(MintFailure) -> [BlindSignature] {
    try await SwapSaga.Initial(services).setUp(swap).sign().complete().signatures
}

func undo(_ stage: consuming SwapSaga.SetupComplete, _ failure: MintFailure) async throws(MintFailure) {
    throw await stage.compensate(because: failure)
}

func melt(_ operation: OperationID, _ services: Services, _ melt: CheckedMelt) async throws(MintFailure) {
    try await MeltSaga.Initial(operation, services).setUp(melt).dispatch()
}

func undo(_ stage: consuming MeltSaga.SetupComplete, _ failure: MintFailure) async {
    await stage.compensate(because: failure)
}

func take(_ running: RunningOperations) { running.begin().discharge() }
