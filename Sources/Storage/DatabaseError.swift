/// Why a statement, a transaction or the opening of a database failed. Holds no values of statements.
package struct DatabaseError: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// A PRIMARY KEY or UNIQUE constraint.
        case uniqueViolation
        /// CHECK, NOT NULL or a foreign key.
        case constraintViolation
        /// Too much is waiting, or another process holds the database.
        case busy
        /// No space left, or the disk answers with errors.
        case storageFailure
        /// A stored value is not what the program writes there.
        case unreadable
        /// A value that no column can hold.
        case unrepresentable
        /// An earlier statement of the same transaction failed: it can only roll back.
        case poisoned
        /// The database was closed.
        case closed
        /// Schema, settings or file are not this program's.
        case unsuitable
        case other
    }

    package let kind: Kind
    /// The engine's number; 0 when the error is ours.
    package let code: Int32
    package let message: String

    package init(_ kind: Kind, code: Int32 = 0, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// - Parameter what: the column, in words.
    package static func unreadable(_ what: String) -> DatabaseError { DatabaseError(.unreadable, "\(what) is unreadable") }
}

extension DatabaseError: CustomStringConvertible {
    package var description: String { code == 0 ? message : "\(message) (\(code))" }
}

/// How a transaction can end without its result.
package enum TransactionError<Failure: Error>: Error {
    /// Nothing was written.
    case database(DatabaseError)
    /// The body gave up. Nothing was written.
    case body(Failure)
    /// COMMIT did not answer: everything was written or nothing. Only reading again under lock tells; nothing may be
    /// undone or handed out on a guess.
    case commitOutcomeUnknown(DatabaseError)
}
