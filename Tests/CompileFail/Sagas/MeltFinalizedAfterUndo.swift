// Inputs that were given back pay for nothing.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming MeltSaga.SetupComplete, _ failure: MintFailure) async throws {
    try await stage.compensate(because: failure)  // expected-note {{consumed here}}
    try await stage.advance()  // expected-note {{consumed again here}}
}
