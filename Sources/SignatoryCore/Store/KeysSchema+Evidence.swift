internal import Storage

extension KeysSchema {
    /// What bounds signing and shows what was done.
    static let evidence = Migration(
        number: 2, name: "limits, the issued ledger and the audit log",
        statements: [
            // How many outputs each key has signed, ever.
            """
            CREATE TABLE issued (
                keyset_id BLOB NOT NULL REFERENCES keyset (id),
                amount INTEGER NOT NULL,
                outputs INTEGER NOT NULL,
                PRIMARY KEY (keyset_id, amount)
            ) WITHOUT ROWID
            """,
            // What was signed already, so that a retry is not counted again. Appended, and deleted from its beginning.
            """
            CREATE TABLE signed_operation (
                number INTEGER PRIMARY KEY,
                id BLOB NOT NULL UNIQUE,
                digest BLOB NOT NULL,
                signed_at INTEGER NOT NULL
            )
            """,
            // `purpose` 0 stands for all of them, `interval_s` 0 for ever.
            """
            CREATE TABLE signing_limit (
                number INTEGER PRIMARY KEY,
                unit TEXT NOT NULL,
                purpose INTEGER NOT NULL,
                interval_s INTEGER NOT NULL,
                max_amount INTEGER,
                max_outputs INTEGER,
                UNIQUE (unit, purpose, interval_s)
            )
            """,
            // What counts for a limit, by the time it was signed. A limit that goes takes its buckets with it.
            """
            CREATE TABLE bucket (
                limit_number INTEGER NOT NULL REFERENCES signing_limit (number),
                start INTEGER NOT NULL,
                amount INTEGER NOT NULL,
                outputs INTEGER NOT NULL,
                PRIMARY KEY (limit_number, start)
            ) WITHOUT ROWID
            """,
            // A row while nothing may be signed.
            """
            CREATE TABLE pause (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                reason TEXT NOT NULL,
                paused_at INTEGER NOT NULL
            )
            """,
            // Never deleted. `code` is over the row and the code of the one before, with a key that only the seed gives.
            """
            CREATE TABLE audit (
                number INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                actor TEXT NOT NULL,
                kind TEXT NOT NULL,
                detail TEXT NOT NULL,
                code BLOB NOT NULL
            )
            """,
            "CREATE INDEX audit_ledger ON audit (number) WHERE kind = 'ledger'",
            // How far each mint's books had come when it last asked.
            """
            CREATE TABLE mint_progress (
                mint BLOB PRIMARY KEY,
                completed_operations INTEGER NOT NULL,
                reported_at INTEGER NOT NULL
            ) WITHOUT ROWID
            """,
        ])
}
