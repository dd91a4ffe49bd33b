// Signatures leave once it is written that the inputs are spent.
@testable import MintCore

func misuse(_ stage: borrowing SwapSaga.Signed) -> Int {
    stage.signatures.count  // expected-error {{'signatures' is inaccessible due to 'private' protection level}}
}
