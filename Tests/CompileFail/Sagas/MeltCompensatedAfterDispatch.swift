// Whoever was asked to pay may have paid.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming MeltSaga.SetupComplete, _ failure: MintFailure) async throws {
    await stage.dispatch()  // expected-note {{consumed here}}
    try await stage.compensate(because: failure)  // expected-note {{consumed again here}}
}
