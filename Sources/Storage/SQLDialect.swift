/// Which of the two engines a statement is written for.
package enum SQLDialect: Sendable {
    case sqlite
    case postgres
}

/// What the engines say in different words. The words stand here and nowhere else.
package struct SQLTerm: Sendable {
    let sqlite: StaticString
    let postgres: StaticString

    func text(in dialect: SQLDialect) -> StaticString {
        switch dialect {
        case .sqlite: sqlite
        case .postgres: postgres
        }
    }

    /// A column of 64-bit signed numbers. (PostgreSQL's INTEGER has 32 bits.)
    package static let integer = SQLTerm(sqlite: "INTEGER", postgres: "BIGINT")
    /// A column of bytes.
    package static let bytes = SQLTerm(sqlite: "BLOB", postgres: "BYTEA")
    /// A column of text of our own making: it is compared and sorted by its bytes.
    package static let text = SQLTerm(sqlite: "TEXT", postgres: "TEXT COLLATE \"C\"")
    /// A primary key that the database counts up.
    package static let serial = SQLTerm(
        sqlite: "INTEGER PRIMARY KEY", postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    /// At the end of CREATE TABLE: rows are kept in the order of their primary key, where that is possible.
    package static let clustered = SQLTerm(sqlite: " WITHOUT ROWID", postgres: "")
    /// At the end of SELECT: no other transaction changes these rows until this one ends. SQLite has one writer anyway.
    package static let forUpdate = SQLTerm(sqlite: "", postgres: " FOR UPDATE")
}
