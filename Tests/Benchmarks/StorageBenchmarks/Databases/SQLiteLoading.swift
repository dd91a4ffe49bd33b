internal import CSQLite
internal import Glibc

/// Fills a database file with what years of swaps leave. Past the engine, whose commits would take hours.
enum SQLiteLoading {
    /// - Parameter rows: of `proof`, and as many of `blind_signature`.
    static func load(rows: Int, into path: String) throws(BenchmarkError) {
        var handle: OpaquePointer?
        guard unsafe sqlite3_open(path, &handle) == SQLITE_OK else { throw BenchmarkError("\(path) cannot be opened") }
        defer { unsafe sqlite3_close(handle) }
        // In random order, as they come in real life: pages filled in order would all be full, and the measured
        // insertions would do nothing but split them. The cache has room for all of it.
        for text in [
            "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA cache_size = -8388608", "BEGIN", proofs(rows), signatures(rows), "COMMIT",
        ] {
            guard unsafe sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else {
                throw BenchmarkError("loading: \(unsafe String(cString: sqlite3_errmsg(handle)))")
            }
        }
        try sync(path)
    }

    /// What is still to be written must not be written while something is measured.
    private static func sync(_ path: String) throws(BenchmarkError) {
        let file = unsafe open(path, O_RDWR | O_CLOEXEC)
        defer { close(file) }
        guard file >= 0, fsync(file) == 0 else { throw BenchmarkError("fsync \(path): \(errno)") }
    }

    /// 33 bytes that look like a compressed point.
    private static let point = "CAST((CASE random() & 1 WHEN 0 THEN x'02' ELSE x'03' END) || randomblob(32) AS BLOB)"
    private static let keyset = "CAST(x'01' || zeroblob(32) AS BLOB)"

    private static func numbers(_ rows: Int) -> String {
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))"
    }

    private static func proofs(_ rows: Int) -> String {
        """
        \(numbers(rows))
        INSERT INTO proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature,
            created_at, spent_at)
        SELECT \(point), randomblob(16), 1, \(keyset), 1 << (i % 20), CAST(lower(hex(randomblob(32))) AS BLOB),
            \(point), 1700000000 + i, 1700000000 + i FROM n
        """
    }

    private static func signatures(_ rows: Int) -> String {
        """
        \(numbers(rows))
        INSERT INTO blind_signature (blinded, operation_id, operation_kind, position, keyset_id, amount, signature,
            dleq_e, dleq_s, created_at, signed_at)
        SELECT \(point), randomblob(16), 1, i % 2, \(keyset), 1 << (i % 20), \(point), randomblob(32), randomblob(32),
            1700000000 + i, 1700000000 + i FROM n
        """
    }
}
