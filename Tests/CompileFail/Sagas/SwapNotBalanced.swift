// Only what was found to be balanced enters the saga.
import Cashu
@testable import MintCore

func misuse(_ stage: consuming SwapSaga.Initial, _ inputs: [Proof]) async throws {
    _ = try await stage.setUp(inputs)
    // expected-error@-1 {{cannot convert value of type '[Proof]' to expected argument type 'BalancedSwap'}}
}
