// A quote is issued once.
@testable import MintCore

func misuse(_ stage: consuming MintSaga.Signed) async throws {  // expected-error {{'stage' consumed more than once}}
    _ = try await stage.complete()  // expected-note {{consumed here}}
    _ = try await stage.complete()  // expected-note {{consumed again here}}
}
