// Nothing is signed for quotes that may not be paid.
@testable import MintCore

func misuse(_ stage: consuming MintSaga.Initial) async throws {
    _ = try await stage.sign()  // expected-error {{value of type 'MintSaga.Initial' has no member 'sign'}}
}
