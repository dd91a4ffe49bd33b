// A statement after the commit would belong to no transaction.
import Storage

func misuse(_ transaction: consuming WriteTransaction) throws {  // expected-error {{'transaction' used after consume}}
    try transaction.keep()  // expected-note {{consumed here}}
    _ = try transaction.execute("DELETE FROM coin")  // expected-note {{used here}}
}
