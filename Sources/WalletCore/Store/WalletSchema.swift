internal import Storage

/// The wallet's tables. A migration that has been released is never edited.
///
/// Secrets of outputs are not stored: keyset and counter derive them again (NUT-13).
enum WalletSchema {
    static let migrations = MigrationSet([
        Migration(
            number: 1, name: "the first release",
            statements: [
                """
                CREATE TABLE wallet (
                    only INTEGER PRIMARY KEY CHECK (only = 1),
                    seed_fingerprint BLOB NOT NULL,
                    next_quote_key INTEGER NOT NULL DEFAULT 0
                )
                """,
                """
                CREATE TABLE mint (
                    id INTEGER PRIMARY KEY,
                    url TEXT NOT NULL UNIQUE,
                    proves_signatures INTEGER NOT NULL
                )
                """,
                // `keys`: 8 bytes of amount and 33 of key, ascending; one row because keys never change, and because an
                // amount of 2^63 fits into no integer column.
                """
                CREATE TABLE keyset (
                    id BLOB PRIMARY KEY,
                    mint_id INTEGER NOT NULL REFERENCES mint (id),
                    unit TEXT NOT NULL,
                    is_active INTEGER NOT NULL,
                    input_fee_ppk INTEGER NOT NULL,
                    final_expiry INTEGER,
                    keys BLOB NOT NULL,
                    next_counter INTEGER NOT NULL DEFAULT 0
                )
                """,
                """
                CREATE TABLE operation (
                    id BLOB PRIMARY KEY,
                    mint_id INTEGER NOT NULL REFERENCES mint (id),
                    kind INTEGER NOT NULL,
                    quote_id TEXT
                )
                """,
                // No counter stands in two operations.
                """
                CREATE TABLE output (
                    operation_id BLOB NOT NULL REFERENCES operation (id),
                    position INTEGER NOT NULL,
                    keyset_id BLOB NOT NULL REFERENCES keyset (id),
                    counter INTEGER NOT NULL,
                    amount INTEGER NOT NULL,
                    PRIMARY KEY (operation_id, position),
                    UNIQUE (keyset_id, counter)
                ) WITHOUT ROWID
                """,
                """
                CREATE TABLE coin (
                    y BLOB PRIMARY KEY,
                    keyset_id BLOB NOT NULL REFERENCES keyset (id),
                    amount INTEGER NOT NULL,
                    secret BLOB NOT NULL,
                    signature BLOB NOT NULL,
                    dleq_e BLOB,
                    dleq_s BLOB,
                    dleq_r BLOB,
                    witness TEXT,
                    state INTEGER NOT NULL,
                    operation_id BLOB REFERENCES operation (id)
                ) WITHOUT ROWID
                """,
                "CREATE INDEX coin_state ON coin (keyset_id, state)",
                "CREATE INDEX coin_operation ON coin (operation_id)",
                """
                CREATE TABLE mint_quote (
                    mint_id INTEGER NOT NULL REFERENCES mint (id),
                    id TEXT NOT NULL,
                    unit TEXT NOT NULL,
                    amount INTEGER NOT NULL,
                    request TEXT NOT NULL,
                    expiry INTEGER,
                    key_index INTEGER NOT NULL,
                    is_locked INTEGER NOT NULL,
                    is_issued INTEGER NOT NULL DEFAULT 0,
                    PRIMARY KEY (mint_id, id)
                ) WITHOUT ROWID
                """,
                """
                CREATE TABLE melt_quote (
                    mint_id INTEGER NOT NULL REFERENCES mint (id),
                    id TEXT NOT NULL,
                    unit TEXT NOT NULL,
                    amount INTEGER NOT NULL,
                    fee_reserve INTEGER NOT NULL,
                    request TEXT NOT NULL,
                    is_paid INTEGER NOT NULL DEFAULT 0,
                    PRIMARY KEY (mint_id, id)
                ) WITHOUT ROWID
                """,
            ]),
        // Whether somebody else made the coin: it came in a token, and may be forged or locked to a third party.
        Migration(
            number: 2, name: "coins of others",
            statements: ["ALTER TABLE coin ADD COLUMN is_foreign INTEGER NOT NULL DEFAULT 0"]),
        // Coins that are locked to somebody. Their secrets are no counter's: they stand here until they are coins.
        Migration(
            number: 3, name: "locked coins",
            statements: [
                """
                CREATE TABLE locked_output (
                    operation_id BLOB NOT NULL REFERENCES operation (id),
                    position INTEGER NOT NULL,
                    keyset_id BLOB NOT NULL REFERENCES keyset (id),
                    amount INTEGER NOT NULL,
                    secret BLOB NOT NULL,
                    r BLOB NOT NULL,
                    ephemeral_key BLOB,
                    PRIMARY KEY (operation_id, position)
                ) WITHOUT ROWID
                """,
                "ALTER TABLE coin ADD COLUMN ephemeral_key BLOB",
                "ALTER TABLE wallet ADD COLUMN next_lock_key INTEGER NOT NULL DEFAULT 1",
            ]),
    ])
}
