// A transaction stays on the thread of its connection.
import Storage

func send<Value: Sendable & ~Copyable>(_ value: borrowing Value) {}

func misuse(_ transaction: borrowing ReadTransaction) {
    send(transaction)  // expected-error {{type 'ReadTransaction' does not conform to the 'Sendable' protocol}}
}
