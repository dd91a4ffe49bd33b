import CSQLite

/// A look into a database file while another process writes it. For one question: as long as a connection is open,
/// whoever opens the file after a crash finds the shared memory of the log still there, and need not rebuild it.
@safe final class SQLiteReader {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let connection: OpaquePointer

    init(path: String) throws(Failure) {
        var opened: OpaquePointer?
        let status = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let connection = unsafe opened else {
            unsafe sqlite3_close(opened)
            throw Failure(description: "\(path) cannot be opened: \(status)")
        }
        unsafe self.connection = connection
        unsafe sqlite3_busy_timeout(connection, 10_000)
    }

    deinit { unsafe sqlite3_close_v2(connection) }

    /// The first row of the answer, as text.
    func row(_ query: String) throws(Failure) -> [String] {
        var statement: OpaquePointer?
        defer { unsafe sqlite3_finalize(statement) }
        guard unsafe sqlite3_prepare_v2(connection, query, -1, &statement, nil) == SQLITE_OK,
            unsafe sqlite3_step(statement) == SQLITE_ROW
        else {
            throw Failure(description: unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) } ?? "failed")
        }
        return unsafe (0..<sqlite3_column_count(statement)).map { column in
            unsafe sqlite3_column_text(statement, column).map { unsafe String(cString: $0) } ?? ""
        }
    }
}
