// A payment buys one set of signatures.
@testable import MintCore

func misuse(_ stage: consuming MintSaga.Checked) async throws {  // expected-error {{'stage' consumed more than once}}
    _ = try await stage.sign()  // expected-note {{consumed here}}
    _ = try await stage.sign()  // expected-note {{consumed again here}}
}
