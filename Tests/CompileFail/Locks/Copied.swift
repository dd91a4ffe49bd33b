// A copy would say what was true before the other one was used.
import MintStore
import Storage

func misuse(_ transaction: inout WriteTransaction, _ quote: borrowing Locked<MintQuote>) throws {
    try transaction.markIssued(copy quote, at: 1)  // expected-error {{'copy' cannot be applied to noncopyable types}}
}
