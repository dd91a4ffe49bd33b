// A script has no values: its statements run without being prepared.
import Storage

func misuse(_ id: Int64) -> SQL {
    .script("DELETE FROM coin WHERE id = \(id)")
    // expected-error@-1 {{cannot convert value of type 'String' to expected argument type 'StaticString'}}
}
