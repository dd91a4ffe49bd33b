// That the backend may have been asked is written before it is asked.
@testable import MintCore

func misuse(_ stage: consuming MeltSaga.SetupComplete) async {
    await stage.pay()  // expected-error {{value of type 'MeltSaga.SetupComplete' has no member 'pay'}}
}
