// The books have one line for each operation.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming MeltSaga.Finalizing) async throws {
    try await stage.complete()  // expected-note {{consumed here}}
    try await stage.complete()  // expected-note {{consumed again here}}
}
