// The second time might undo what somebody else did since.
@testable import MintCore

// expected-error@+1 {{'stage' consumed more than once}}
func misuse(_ stage: consuming SwapSaga.SetupComplete, _ failure: MintFailure) async {
    _ = await stage.compensate(because: failure)  // expected-note {{consumed here}}
    _ = await stage.compensate(because: failure)  // expected-note {{consumed again here}}
}
