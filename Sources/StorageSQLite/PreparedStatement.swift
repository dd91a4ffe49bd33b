internal import CSQLite
internal import Storage

/// A compiled statement, used again and again on the connection that made it.
@safe
final class PreparedStatement {
    private let handle: OpaquePointer

    init(_ text: String, on connection: OpaquePointer) throws(DatabaseError) {
        var handle: OpaquePointer?
        // https://www.sqlite.org/c3ref/prepare.html: PERSISTENT, because it "will be retained for a long time".
        let status = unsafe sqlite3_prepare_v3(
            connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard status == SQLITE_OK, let handle = unsafe handle else {
            throw unsafe DatabaseError(sqlite: connection, doing: "prepare")
        }
        unsafe self.handle = handle
    }

    deinit { unsafe sqlite3_finalize(handle) }

    func run(_ values: [SQLValue], on connection: OpaquePointer) throws(DatabaseError) -> StatementResult {
        defer {
            // Both only return an error that was already reported by sqlite3_step.
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
        }
        for (position, value) in values.enumerated() {
            guard try bind(value, at: Int32(position + 1)) == SQLITE_OK else {
                throw unsafe DatabaseError(sqlite: connection, doing: "bind")
            }
        }
        var rows: [Row] = []
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW: rows.append(readRow())
            case SQLITE_DONE:
                // After a statement that only reads the count would be that of the one before.
                guard unsafe sqlite3_stmt_readonly(handle) == 0 else { return StatementResult(rows: rows, affected: 0) }
                return StatementResult(rows: rows, affected: Int(unsafe sqlite3_changes64(connection)))
            default: throw unsafe DatabaseError(sqlite: connection, doing: "run")
            }
        }
    }

    private func bind(_ value: SQLValue, at position: Int32) throws(DatabaseError) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, position)
        case .integer(let number): return unsafe sqlite3_bind_int64(handle, position, number)
        case .text(var text):
            // The pointer of an empty text may be null, which would bind NULL.
            guard !text.isEmpty else { return unsafe mint_sqlite_bind_text(handle, position, "", 0) }
            return text.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) {
                    unsafe mint_sqlite_bind_text(handle, position, $0.baseAddress, Int32($0.count))
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return unsafe sqlite3_bind_zeroblob(handle, position, 0) }
            return unsafe bytes.withUnsafeBytes {
                unsafe mint_sqlite_bind_blob(handle, position, $0.baseAddress, Int32($0.count))
            }
        case .unrepresentable: throw .unrepresentable
        }
    }

    private func readRow() -> Row {
        let count = unsafe sqlite3_column_count(handle)
        return Row((0..<count).map(readValue))
    }

    private func readValue(_ column: Int32) -> SQLValue {
        switch unsafe sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(handle, column))
        case SQLITE_TEXT:
            let text = unsafe bytes(UnsafeRawPointer(sqlite3_column_text(handle, column)), column)
            return .text(String(decoding: text, as: UTF8.self))
        case SQLITE_BLOB: return .bytes(unsafe bytes(sqlite3_column_blob(handle, column), column))
        case SQLITE_NULL: return .null
        // No column holds a float; reading one must not look like a number.
        default: return .unrepresentable
        }
    }

    private func bytes(_ start: UnsafeRawPointer?, _ column: Int32) -> [UInt8] {
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
