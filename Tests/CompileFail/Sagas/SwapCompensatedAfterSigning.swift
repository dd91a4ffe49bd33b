// Only completion knows whether what was signed may still be undone.
@testable import MintCore

func misuse(_ stage: consuming SwapSaga.Signed, _ failure: MintFailure) async {
    _ = await stage.compensate(because: failure)
    // expected-error@-1 {{value of type 'SwapSaga.Signed' has no member 'compensate'}}
}
