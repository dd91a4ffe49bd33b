// Paid is paid.
@testable import MintCore

func misuse(_ stage: consuming MeltSaga.Finalizing, _ failure: MintFailure) async {
    await stage.compensate(because: failure)
    // expected-error@-1 {{value of type 'MeltSaga.Finalizing' has no member 'compensate'}}
}
