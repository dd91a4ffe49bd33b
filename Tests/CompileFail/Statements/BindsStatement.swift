// Statements are joined with `+`; only values stand in an interpolation.
import Storage

func misuse(_ condition: SQL) -> SQL {
    "SELECT id FROM coin WHERE \(condition)"
    // expected-error@-1 {{instance method 'appendInterpolation' requires that 'SQL' conform to 'SQLBindable'}}
}
