// Text that is not in the source could be anybody's.
import Storage

func misuse(_ table: String) -> SQL {
    "DELETE FROM " + table  // expected-error {{cannot convert return expression of type 'String' to return type 'SQL'}}
}
