internal import CSQLite
internal import Storage

extension DatabaseError {
    /// The error that the last call on `connection` left.
    init(sqlite connection: OpaquePointer, doing what: String) {
        let code = unsafe sqlite3_extended_errcode(connection)
        let message = unsafe String(cString: sqlite3_errmsg(connection))
        self.init(Self.kind(code), code: "\(code)", "\(what): \(message)")
    }

    /// A status that no connection keeps.
    init(sqliteStatus status: Int32, _ what: String) {
        self.init(Self.kind(status), code: "\(status)", what)
    }

    /// The disk took bytes and then did not say that it has them. Asking again proves nothing: Linux reports such a
    /// failure once and may have dropped the pages (https://www.sqlite.org/rescode.html#ioerr_fsync).
    var isSyncFailure: Bool { code == "\(mint_sqlite_ioerr_fsync)" }

    private static func kind(_ code: Int32) -> Kind {
        switch code {
        case mint_sqlite_constraint_primarykey, mint_sqlite_constraint_unique, mint_sqlite_constraint_rowid:
            return .uniqueViolation
        default: break
        }
        // https://www.sqlite.org/rescode.html: the primary code is the low byte.
        switch code & 0xff {
        case SQLITE_CONSTRAINT: return .constraintViolation
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN: return .storageFailure
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .unreadable
        default: return .other
        }
    }
}
