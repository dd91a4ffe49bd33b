// What a body takes away it must give back.
import Storage

// expected-error@+1 {{missing reinitialization of inout parameter 'transaction' after consume}}
func misuse(_ transaction: inout WriteTransaction) throws {
    var other = transaction  // expected-note {{consumed here}}
    _ = try other.execute("DELETE FROM coin")
}
