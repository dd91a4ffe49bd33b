// The books have one line for each operation.
@testable import MintCore

func misuse(_ stage: consuming SwapSaga.Signed) async throws {  // expected-error {{'stage' consumed more than once}}
    _ = try await stage.complete()  // expected-note {{consumed here}}
    _ = try await stage.complete()  // expected-note {{consumed again here}}
}
