internal import CPostgres
internal import Storage

extension DatabaseError {
    /// The error that a connection is left with, or never came to be with.
    init(connection: OpaquePointer?, doing what: String) {
        let message = unsafe String(cString: PQerrorMessage(connection)).trimmed
        self.init(.unreachable, "\(what): \(message.isEmpty ? "the server gave no reason" : message)")
    }

    /// What the server answered, or what libpq says in place of an answer. Then the code is empty.
    init(result: OpaquePointer) {
        guard let state = unsafe Self.field(mint_pg_sqlstate, of: result) else {
            self.init(.unreachable, unsafe String(cString: PQresultErrorMessage(result)).trimmed)
            return
        }
        // The primary message alone: the detail may show values. A data exception's primary message shows them too.
        let message =
            state.hasPrefix("22")
            ? "the server does not take a value"
            : unsafe Self.field(mint_pg_message, of: result)
        // Both end the session, whatever for.
        let isFatal = unsafe ["FATAL", "PANIC"].contains(Self.field(mint_pg_severity, of: result))
        self.init(
            isFatal ? .unreachable : Self.kind(sqlState: state), code: state, message ?? "the server gave no reason")
    }

    private static func field(_ field: Int32, of result: OpaquePointer) -> String? {
        unsafe PQresultErrorField(result, field).map { unsafe String(cString: $0) }
    }

    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    private static func kind(sqlState state: String) -> Kind {
        switch state {
        case "23505": .uniqueViolation
        // deadlock_detected, serialization_failure
        case "40P01", "40001": .contended
        // lock_not_available, query_canceled, too_many_connections
        case "55P03", "57014", "53300": .busy
        // read_only_sql_transaction: a replica, perhaps since a moment ago
        case "25006": .unreachable
        // character_not_in_repertoire, untranslatable_character, numeric_value_out_of_range
        case "22021", "22P05", "22003": .unrepresentable
        default:
            switch state.prefix(2) {
            case "23": .constraintViolation
            // connection exceptions, operator intervention
            case "08", "57": .unreachable
            // insufficient resources, system errors
            case "53", "58": .storageFailure
            case "XX": .unreadable
            default: .other
            }
        }
    }

    /// Whether the session cannot be used any more, whatever libpq says of its connection.
    var endsSession: Bool { kind == .unreachable }
}

extension String {
    fileprivate var trimmed: String {
        split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
