// The words in which the engines differ stand in one place.
import Storage

func misuse() -> SQLTerm {
    SQLTerm(sqlite: "INTEGER", postgres: "BIGINT")
    // expected-error@-1 {{'SQLTerm' initializer is inaccessible due to 'internal' protection level}}
}
