// A statement that passes the funnel by is not counted, timed or logged, and no fault can be put in its place.
import Storage

func misuse(_ transaction: borrowing WriteTransaction) throws {
    _ = try transaction.connection.perform("DELETE FROM coin")
    // expected-error@-1 {{'connection' is inaccessible due to 'private' protection level}}
}
