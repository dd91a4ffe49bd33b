// Nothing is signed before its inputs are reserved.
@testable import MintCore

func misuse(_ stage: consuming SwapSaga.Initial) async throws {
    _ = try await stage.sign()  // expected-error {{value of type 'SwapSaga.Initial' has no member 'sign'}}
}
