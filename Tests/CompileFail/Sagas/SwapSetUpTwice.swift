// One operation reserves once.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming SwapSaga.Initial, _ swap: BalancedSwap) async throws {
    _ = try await stage.setUp(swap)  // expected-note {{consumed here}}
    _ = try await stage.setUp(swap)  // expected-note {{consumed again here}}
}
