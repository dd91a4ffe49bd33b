// An interpolated text would be a String before it became a statement.
import Storage

func misuse(_ table: String) -> SQL {
    let text = "DELETE FROM \(table)"
    return text  // expected-error {{cannot convert return expression of type 'String' to return type 'SQL'}}
}
