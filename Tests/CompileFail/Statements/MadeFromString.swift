// There is no way from a String to a statement.
import Storage

func misuse(_ text: String) -> SQL {
    SQL(stringLiteral: text)
    // expected-error@-1 {{cannot convert value of type 'String' to expected argument type 'StaticString'}}
}
