// The inputs were given back.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming SwapSaga.SetupComplete, _ failure: MintFailure) async throws {
    _ = await stage.compensate(because: failure)  // expected-note {{consumed here}}
    _ = try await stage.sign()  // expected-note {{consumed again here}}
}
