// A transaction stays on the thread of its connection.
import Storage

func send<Value: Sendable & ~Copyable>(_ value: borrowing Value) {}

func misuse(_ transaction: borrowing WriteTransaction) {
    send(transaction)  // expected-error {{type 'WriteTransaction' does not conform to the 'Sendable' protocol}}
}
