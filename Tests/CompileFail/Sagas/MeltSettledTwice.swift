// What a payment cost is said once.
import PaymentAPI
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming MeltSaga.PaymentAttempted, _ outcome: PaymentOutcome) async throws {
    try await stage.settle(outcome)  // expected-note {{consumed here}}
    try await stage.settle(outcome)  // expected-note {{consumed again here}}
}
