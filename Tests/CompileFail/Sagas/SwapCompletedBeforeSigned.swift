// What is not signed cannot be stored as signed.
@testable import MintCore

func misuse(_ stage: consuming SwapSaga.SetupComplete) async throws {
    _ = try await stage.complete()
    // expected-error@-1 {{value of type 'SwapSaga.SetupComplete' has no member 'complete'}}
}
