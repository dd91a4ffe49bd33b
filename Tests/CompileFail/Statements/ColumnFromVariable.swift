// The name of a column is text of the statement.
import Storage

func misuse(_ name: String, _ ids: [Int64]) -> SQLRows {
    SQLRows(ids.count).column(name, ids)
    // expected-error@-1 {{cannot convert value of type 'String' to expected argument type 'StaticString'}}
}
