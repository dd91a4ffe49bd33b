// An invoice is paid once.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming MeltSaga.PaymentAttempted) async throws {
    try await stage.pay()  // expected-note {{consumed here}}
    try await stage.pay()  // expected-note {{consumed again here}}
}
