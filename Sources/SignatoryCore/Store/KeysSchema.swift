internal import Storage

/// The tables of the keys database. They hold public data only: who steals them can sign nothing.
enum KeysSchema {
    static let migrations = MigrationSet([
        Migration(number: 1, name: "the first release", statements: [
            // `signature` is the identity key's over generation and keysets: a row that was edited by hand is noticed.
            """
            CREATE TABLE meta (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                seed_fingerprint BLOB NOT NULL,
                generation INTEGER NOT NULL,
                signature BLOB NOT NULL,
                created_at INTEGER NOT NULL
            )
            """,
            // `next_derivation_index` never goes back: an index used again with other amounts would make a proof of 2
            // worth 10.
            """
            CREATE TABLE unit (
                unit_index INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                next_derivation_index INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE keyset (
                id BLOB PRIMARY KEY,
                position INTEGER NOT NULL UNIQUE,
                unit_index INTEGER NOT NULL REFERENCES unit (unit_index),
                derivation_index INTEGER NOT NULL,
                state INTEGER NOT NULL,
                input_fee_ppk INTEGER NOT NULL,
                final_expiry INTEGER,
                created_at INTEGER NOT NULL,
                deactivated_at INTEGER,
                drain_until INTEGER,
                CHECK ((state = 2) = (drain_until IS NOT NULL)),
                UNIQUE (unit_index, derivation_index)
            )
            """,
            // State 1 is ACTIVE, 2 DRAINING: any number of keysets of a unit may drain, each until its own time.
            "CREATE UNIQUE INDEX one_active ON keyset (unit_index) WHERE state = 1",
            """
            CREATE TABLE pubkey (
                pubkey BLOB PRIMARY KEY,
                keyset_id BLOB NOT NULL REFERENCES keyset (id),
                amount INTEGER NOT NULL,
                UNIQUE (keyset_id, amount)
            )
            """,
            """
            CREATE TABLE operation (
                id BLOB PRIMARY KEY,
                digest BLOB NOT NULL,
                keyset_id BLOB NOT NULL REFERENCES keyset (id),
                generation INTEGER NOT NULL,
                reason TEXT NOT NULL,
                performed_at INTEGER NOT NULL
            )
            """,
        ]),
        evidence,
    ])
}
