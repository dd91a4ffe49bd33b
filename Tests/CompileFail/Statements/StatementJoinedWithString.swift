// Text that is not in the source could be anybody's.
import Storage

func misuse(_ condition: String) -> SQL {
    let selection: SQL = "SELECT id FROM coin WHERE "
    return selection + condition
    // expected-error@-1 {{binary operator '+' cannot be applied to operands of type 'SQL' and 'String'}}
    // expected-note@-2 {{overloads for '+' exist with these partially matching parameter lists: (SQL, SQL)}}
}
