internal import CPostgres
internal import Storage

/// A connection string as libpq takes it. It may hold a password, and libpq's messages repeat what they do not
/// understand: such a string is refused here, without repeating anything.
enum PostgresConnectionString {
    private static let refusal = DatabaseError(
        .unsuitable,
        "the connection string is not understood. It is postgres://user:password@host/name, in which special characters "
            + "of the password are percent-encoded, or host=… dbname=… password='…'")

    static func check(_ text: String) throws(DatabaseError) {
        let isURL = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
        // libpq would take anything else for the name of a database.
        guard isURL || text.contains("="), let options = unsafe PQconninfoParse(text, nil) else { throw refusal }
        defer { unsafe PQconninfoFree(options) }
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                try unsafe check(String(cString: keyword), String(cString: value), isURL)
            }
            unsafe option += 1
        }
    }

    /// In a URL a password with a slash ends up as a port and the name of a database.
    private static func check(_ keyword: String, _ value: String, _ isURL: Bool) throws(DatabaseError) {
        switch keyword {
        case "port": guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2c }) else { throw refusal }
        case "dbname": guard !isURL || !value.contains("@") else { throw refusal }
        default: break
        }
    }
}
