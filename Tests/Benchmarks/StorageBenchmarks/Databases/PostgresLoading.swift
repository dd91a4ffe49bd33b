internal import TestSupport

/// Fills a database of a server with what years of swaps leave.
enum PostgresLoading {
    /// - Parameter rows: of `proof`, and as many of `blind_signature`.
    static func load(rows: Int, into url: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for statement in [proofs(rows), signatures(rows)] {
                group.addTask { try await TestPostgres.psql(statement, url: url) }
            }
            try await group.waitForAll()
        }
        // What the server would else do while something is measured. Making a database by copying its files begins
        // with a checkpoint, for which one would have to be a superuser.
        try await TestPostgres.psql(
            """
            VACUUM ANALYZE proof, blind_signature;
            CREATE DATABASE checkpoint_of_benchmark STRATEGY FILE_COPY;
            DROP DATABASE checkpoint_of_benchmark;
            """, url: url)
    }

    /// 33 bytes that look like a compressed point, different for each number and use.
    private static func point(_ use: String) -> String {
        "('\\x02'::bytea || sha256(('\(use)' || i)::bytea))"
    }

    private static let keyset = "'\\x01\(String(repeating: "00", count: 32))'::bytea"
    private static let operation = "substring(sha256(('operation' || i / 2)::bytea) FOR 16)"

    private static func proofs(_ rows: Int) -> String {
        """
        INSERT INTO proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature, created_at, spent_at)
        SELECT \(point("y")), \(operation), 1, \(keyset), 1 << (i % 20), \
        encode(sha256(('secret' || i)::bytea), 'hex')::bytea, \(point("c")), 1700000000 + i, 1700000000 + i
        FROM generate_series(1, \(rows)) AS i;
        """
    }

    private static func signatures(_ rows: Int) -> String {
        """
        INSERT INTO blind_signature (blinded, operation_id, operation_kind, position, keyset_id, amount, signature, \
        dleq_e, dleq_s, created_at, signed_at)
        SELECT \(point("b")), \(operation), 1, i % 2, \(keyset), 1 << (i % 20), \(point("c_")), \
        sha256(('e' || i)::bytea), sha256(('s' || i)::bytea), 1700000000 + i, 1700000000 + i
        FROM generate_series(1, \(rows)) AS i;
        """
    }
}
