/// Why a statement, a transaction or the opening of a database failed. Holds no values of statements.
package struct DatabaseError: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// A PRIMARY KEY or UNIQUE constraint.
        case uniqueViolation
        /// CHECK, NOT NULL or a foreign key.
        case constraintViolation
        /// Too much is waiting, or another process holds the database or a row. Worth trying again.
        case busy
        /// The server cannot be reached, went away in the middle, or only reads at present. Worth trying again.
        case unreachable
        /// The transaction stood in the way of others and gave way, again and again. Worth trying again.
        case contended
        /// Whether a session still lives that had a COMMIT to answer. Not even reading tells what became of it yet.
        case undecided
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
    /// The engine's number or SQLSTATE; empty when the error is ours.
    package let code: String
    package let message: String

    package init(_ kind: Kind, code: String = "", _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// Whether the same may go well a moment later, and nothing was written.
    package var isTransient: Bool {
        switch kind {
        // Without a code it is our own queue that is full or slow: to stand in it again would only make it longer.
        case .busy: !code.isEmpty
        case .unreachable, .contended: true
        case .uniqueViolation, .constraintViolation, .undecided, .storageFailure, .unreadable, .unrepresentable,
            .poisoned, .closed, .unsuitable, .other:
            false
        }
    }

    package static var unrepresentable: DatabaseError {
        DatabaseError(.unrepresentable, "a number above 2^63 - 1 or a text with a zero byte cannot be stored")
    }

    /// - Parameter what: the column, in words.
    package static func unreadable(_ what: String) -> DatabaseError {
        DatabaseError(.unreadable, "\(what) is unreadable")
    }
}

extension DatabaseError: CustomStringConvertible {
    package var description: String { code.isEmpty ? message : "\(message) (\(code))" }
}

/// How a transaction can end without its result.
package enum TransactionError<Failure: Error>: Error {
    /// Nothing was written.
    case database(DatabaseError)
    /// The body gave up. Nothing was written.
    case body(Failure)
    /// COMMIT did not answer: everything was written or nothing. Only reading again under lock tells; nothing may be
    /// undone or handed out on a guess. With an error of the kind `.undecided` even reading does not tell yet.
    case commitOutcomeUnknown(DatabaseError)
}
