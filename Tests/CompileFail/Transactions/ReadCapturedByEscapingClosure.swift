// The closure would use the transaction after its snapshot ended.
import Storage

// expected-error@+1 {{'transaction' is borrowed and cannot be consumed}}
func misuse(_ transaction: borrowing ReadTransaction, _ later: (@escaping () throws -> Void) -> Void) {
    later { _ = try transaction.run("SELECT id FROM coin") }  // expected-note {{consumed here}}
}
