// The closure would use the transaction after its commit.
import Storage

// expected-note@+1 {{parameter 'transaction' is declared 'inout'}}
func misuse(_ transaction: inout WriteTransaction, _ later: (@escaping () throws -> Void) -> Void) {
    later { _ = try transaction.execute("DELETE FROM coin") }
    // expected-error@-1 {{escaping closure captures 'inout' parameter 'transaction'}}
    // expected-note@-2 {{captured here}}
}
