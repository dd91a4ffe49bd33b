// That a row is locked is known to who locked it.
import MintStore
import Storage

func misuse(_ quote: MintQuote) -> Locked<MintQuote> {
    Locked(quote)
    // expected-error@-1 {{'Locked<Value>' initializer is inaccessible due to 'fileprivate' protection level}}
}
