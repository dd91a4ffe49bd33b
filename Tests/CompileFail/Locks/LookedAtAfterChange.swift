// After the change the row is not what was read.
import MintStore
import Storage

// expected-error@+1 {{'quote' used after consume}}
func misuse(_ transaction: inout WriteTransaction, _ quote: consuming Locked<MintQuote>) throws -> UInt64? {
    try transaction.markIssued(quote, at: 1)  // expected-note {{consumed here}}
    return quote.value.amount  // expected-note {{used here}}
}
