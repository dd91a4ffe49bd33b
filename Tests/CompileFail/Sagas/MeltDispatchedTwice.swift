// An invoice is paid once.
@testable import MintCore

func misuse(_ stage: consuming MeltSaga.SetupComplete) async {  // expected-error {{'stage' consumed more than once}}
    await stage.dispatch()  // expected-note {{consumed here}}
    await stage.dispatch()  // expected-note {{consumed again here}}
}
