// Two copies would end the same transaction twice.
import Storage

func misuse(_ transaction: inout WriteTransaction) throws {
    var other = copy transaction  // expected-error {{'copy' cannot be applied to noncopyable types}}
    _ = try other.execute("DELETE FROM coin")
}
