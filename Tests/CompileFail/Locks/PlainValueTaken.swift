// A quote that was only read may have changed since.
import MintStore
import Storage

func misuse(_ transaction: inout WriteTransaction, _ quote: MintQuote) throws {
    try transaction.markIssued(quote, at: 1)
    // expected-error@-1 {{cannot convert value of type 'MintQuote' to expected argument type 'Locked<MintQuote>'}}
}
