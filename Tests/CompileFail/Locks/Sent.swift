// A lock belongs to a transaction, and stays on its thread.
import MintStore
import Storage

func send<Value: Sendable & ~Copyable>(_ value: borrowing Value) {}

func misuse(_ quote: borrowing Locked<MintQuote>) {
    send(quote)  // expected-error {{type 'Locked<MintQuote>' does not conform to the 'Sendable' protocol}}
}
