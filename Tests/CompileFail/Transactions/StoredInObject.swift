// A transaction that leaves its body would outlive its commit.
import Storage

final class Holder {
    var transaction: WriteTransaction?
}

// expected-error@+1 {{missing reinitialization of inout parameter 'transaction' after consume}}
func misuse(_ transaction: inout WriteTransaction, _ holder: Holder) {
    holder.transaction = consume transaction  // expected-note {{consumed here}}
}
