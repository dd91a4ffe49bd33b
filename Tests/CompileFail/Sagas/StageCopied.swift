// Two copies of a stage would be two operations with one name.
@testable import MintCore

func misuse(_ stage: borrowing SwapSaga.SetupComplete) async throws {
    let other = copy stage  // expected-error {{'copy' cannot be applied to noncopyable types}}
    _ = try await other.sign()
}
