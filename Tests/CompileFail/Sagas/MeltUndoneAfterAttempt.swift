// Only the backend's word that a payment failed gives anything back.
@testable import MintCore

func misuse(_ stage: consuming MeltSaga.PaymentAttempted, _ failure: MintFailure) async {
    await stage.compensate(because: failure)
    // expected-error@-1 {{value of type 'MeltSaga.PaymentAttempted' has no member 'compensate'}}
}
