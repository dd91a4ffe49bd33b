// After the first change the row is not what was read.
import MintStore
import Storage

// expected-error@+1 {{'quote' consumed more than once}}
func misuse(_ transaction: inout WriteTransaction, _ quote: consuming Locked<MintQuote>) throws {
    try transaction.markIssued(quote, at: 1)  // expected-note {{consumed here}}
    try transaction.markIssued(quote, at: 2)  // expected-note {{consumed again here}}
}
