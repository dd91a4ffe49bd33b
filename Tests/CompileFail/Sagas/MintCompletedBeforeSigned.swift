// What is not signed cannot be stored as signed.
@testable import MintCore

func misuse(_ stage: consuming MintSaga.Checked) async throws {
    _ = try await stage.complete()
    // expected-error@-1 {{value of type 'MintSaga.Checked' has no member 'complete'}}
}
