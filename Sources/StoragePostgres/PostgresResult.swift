internal import CPostgres
internal import Storage

/// The answer to one statement, freed with its scope.
@safe
struct PostgresResult: ~Copyable {
    private let handle: OpaquePointer

    /// - Throws: what the server refused.
    init(_ handle: OpaquePointer) throws(DatabaseError) {
        unsafe self.handle = handle
        switch unsafe PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
        default: throw unsafe DatabaseError(result: handle)
        }
    }

    deinit { unsafe PQclear(handle) }

    /// Such as `COMMIT`, or `INSERT 0 2`.
    var tag: String { unsafe String(cString: PQcmdStatus(handle)) }

    /// Rows inserted, updated or deleted; 0 for a query.
    var affected: Int {
        guard unsafe PQresultStatus(handle) == PGRES_COMMAND_OK || !tag.hasPrefix("SELECT") else { return 0 }
        return Int(unsafe String(cString: PQcmdTuples(handle))) ?? 0
    }

    /// Of an answer in the binary format.
    func rows() -> [Row] {
        let columns = unsafe PQnfields(handle)
        let types = (0..<columns).map { unsafe PQftype(handle, $0) }
        return (0..<(unsafe PQntuples(handle))).map { row in
            Row((0..<columns).map { value(row, $0, types[Int($0)]) })
        }
    }

    private func value(_ row: Int32, _ column: Int32, _ type: UInt32) -> SQLValue {
        guard unsafe PQgetisnull(handle, row, column) == 0, let start = unsafe PQgetvalue(handle, row, column) else {
            return .null
        }
        let count = Int(unsafe PQgetlength(handle, row, column))
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        // pg_type.dat
        switch type {
        case 20, 21, 23:  // int8, int2, int4
            let sign: Int64 = unsafe bytes.first.map { $0 >= 0x80 } == true ? -1 : 0
            return .integer(unsafe bytes.reduce(sign) { $0 << 8 | Int64($1) })
        case 16: return .integer(unsafe bytes.first == 1 ? 1 : 0)  // bool
        case 17: return .bytes(unsafe [UInt8](bytes))
        case 25, 19, 1_043: return .text(unsafe String(decoding: bytes, as: UTF8.self))  // text, name, varchar
        // Nothing is stored in another type; reading one must not look like a number.
        default: return .unrepresentable
        }
    }
}
