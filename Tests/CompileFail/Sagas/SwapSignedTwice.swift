// Inputs pay for one set of signatures.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming SwapSaga.SetupComplete) async throws {
    _ = try await stage.sign()  // expected-note {{consumed here}}
    _ = try await stage.sign()  // expected-note {{consumed again here}}
}
