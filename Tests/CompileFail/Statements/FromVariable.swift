// Text that is not in the source could be anybody's.
import Storage

func misuse(_ transaction: inout WriteTransaction, _ text: String) throws {
    _ = try transaction.execute(text)
    // expected-error@-1 {{cannot convert value of type 'String' to expected argument type 'SQL'}}
}
