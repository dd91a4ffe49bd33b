// Signatures leave once it is written that the quote is issued.
@testable import MintCore

func misuse(_ stage: borrowing MintSaga.Signed) -> Int {
    stage.signatures.count  // expected-error {{'signatures' is inaccessible due to 'private' protection level}}
}
