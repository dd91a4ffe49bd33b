// Nor to a script.
import Storage

func misuse(_ text: String) -> SQL {
    .script(text)  // expected-error {{cannot convert value of type 'String' to expected argument type 'StaticString'}}
}
