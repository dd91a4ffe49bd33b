// Text that is not in the source could be anybody's.
import Storage

func misuse(_ transaction: borrowing ReadTransaction, _ text: String) throws {
    _ = try transaction.run(text)
    // expected-error@-1 {{cannot convert value of type 'String' to expected argument type 'SQL'}}
}
