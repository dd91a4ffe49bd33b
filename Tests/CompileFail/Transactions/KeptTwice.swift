// The second COMMIT would be somebody else's.
import Storage

// expected-error@+1 {{'transaction' consumed more than once}}
func misuse(_ transaction: consuming WriteTransaction) throws {
    try transaction.keep()  // expected-note {{consumed here}}
    try transaction.keep()  // expected-note {{consumed again here}}
}
