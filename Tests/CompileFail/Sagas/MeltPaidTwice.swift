// An invoice is paid once.
@testable import MintCore

func misuse(_ stage: consuming MeltSaga.PaymentAttempted) async {  // expected-error {{'stage' consumed more than once}}
    await stage.pay()  // expected-note {{consumed here}}
    await stage.pay()  // expected-note {{consumed again here}}
}
