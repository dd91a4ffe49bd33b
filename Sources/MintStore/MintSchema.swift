package import Storage

/// The tables of the mint. Explained in docs/architecture.md; a migration that has been released is never edited.
///
/// What a saga writes twice stands in small tables that stay in the cache (`pending_proof`, `pending_output`, `saga`);
/// the large ones, whose keys are random points, are touched once, when the operation completes
/// (docs/decisions/0004-hot-and-cold-tables.md). The primary keys are what stops double spending.
package enum MintSchema {
    package static let migrations = MigrationSet([
        Migration(
            number: 1, name: "the first release",
            statements: [
                """
                CREATE TABLE signatory (
                    only INTEGER PRIMARY KEY CHECK (only = 1),
                    identity BLOB NOT NULL,
                    generation INTEGER NOT NULL,
                    digest BLOB NOT NULL
                )
                """,
                """
                CREATE TABLE keyset (
                    id BLOB PRIMARY KEY,
                    position INTEGER NOT NULL UNIQUE,
                    unit TEXT NOT NULL,
                    state INTEGER NOT NULL,
                    input_fee_ppk INTEGER NOT NULL,
                    final_expiry INTEGER,
                    derivation_index INTEGER NOT NULL,
                    created_at INTEGER NOT NULL
                )
                """,
                """
                CREATE TABLE keyset_key (
                    public_key BLOB PRIMARY KEY,
                    keyset_id BLOB NOT NULL REFERENCES keyset (id),
                    amount INTEGER NOT NULL,
                    UNIQUE (keyset_id, amount)
                )
                """,
                """
                CREATE TABLE mint_quote (
                    id TEXT PRIMARY KEY,
                    unit TEXT NOT NULL,
                    amount INTEGER NOT NULL,
                    request TEXT NOT NULL,
                    payment_hash BLOB NOT NULL UNIQUE,
                    description TEXT,
                    public_key BLOB,
                    expiry INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    amount_paid INTEGER NOT NULL DEFAULT 0,
                    amount_issued INTEGER NOT NULL DEFAULT 0,
                    paid_at INTEGER,
                    issued_at INTEGER,
                    CHECK (amount_issued <= amount_paid)
                )
                """,
                "CREATE INDEX mint_quote_unpaid ON mint_quote (expiry, id) WHERE amount_paid = 0",
                """
                CREATE TABLE melt_quote (
                    id TEXT PRIMARY KEY,
                    unit TEXT NOT NULL,
                    amount INTEGER NOT NULL,
                    amount_msat INTEGER NOT NULL,
                    fee_reserve INTEGER NOT NULL,
                    request TEXT NOT NULL,
                    payment_hash BLOB NOT NULL,
                    expiry INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('UNPAID', 'PENDING', 'PAID')),
                    preimage BLOB,
                    paid_at INTEGER
                )
                """,
                // One payment per payment hash, whatever the number of quotes for it.
                """
                CREATE UNIQUE INDEX melt_quote_one_payment ON melt_quote (payment_hash)
                    WHERE state IN ('PENDING', 'PAID')
                """,
                // Also the unpaid ones are looked for by their hash.
                "CREATE INDEX melt_quote_payment_hash ON melt_quote (payment_hash)",
                """
                CREATE TABLE saga (
                    operation_id BLOB PRIMARY KEY,
                    kind INTEGER NOT NULL,
                    state INTEGER NOT NULL,
                    quote_id TEXT UNIQUE,
                    preimage BLOB,
                    spent_msat INTEGER,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL
                ) WITHOUT ROWID
                """,
                """
                CREATE TABLE pending_proof (
                    y BLOB PRIMARY KEY,
                    operation_id BLOB NOT NULL,
                    operation_kind INTEGER NOT NULL,
                    keyset_id BLOB NOT NULL,
                    amount INTEGER NOT NULL,
                    secret BLOB NOT NULL,
                    signature BLOB NOT NULL,
                    witness TEXT
                ) WITHOUT ROWID
                """,
                "CREATE INDEX pending_proof_operation ON pending_proof (operation_id)",
                """
                CREATE TABLE pending_output (
                    blinded BLOB PRIMARY KEY,
                    operation_id BLOB NOT NULL,
                    position INTEGER NOT NULL,
                    keyset_id BLOB NOT NULL,
                    amount INTEGER NOT NULL
                ) WITHOUT ROWID
                """,
                "CREATE INDEX pending_output_operation ON pending_output (operation_id, position)",
                """
                CREATE TABLE proof (
                    y BLOB PRIMARY KEY,
                    operation_id BLOB NOT NULL,
                    operation_kind INTEGER NOT NULL,
                    keyset_id BLOB NOT NULL,
                    amount INTEGER NOT NULL,
                    secret BLOB NOT NULL,
                    signature BLOB NOT NULL,
                    witness TEXT,
                    spent_at INTEGER NOT NULL
                ) WITHOUT ROWID
                """,
                """
                CREATE TABLE blind_signature (
                    blinded BLOB PRIMARY KEY,
                    operation_id BLOB NOT NULL,
                    operation_kind INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    keyset_id BLOB NOT NULL,
                    amount INTEGER NOT NULL,
                    signature BLOB NOT NULL,
                    dleq_e BLOB NOT NULL,
                    dleq_s BLOB NOT NULL,
                    signed_at INTEGER NOT NULL
                ) WITHOUT ROWID
                """,
                // Append-only: the sums from which the books are kept.
                """
                CREATE TABLE completed_operation (
                    number INTEGER PRIMARY KEY,
                    operation_id BLOB NOT NULL,
                    kind INTEGER NOT NULL,
                    unit TEXT NOT NULL,
                    quote_id TEXT,
                    redeemed INTEGER NOT NULL,
                    issued INTEGER NOT NULL,
                    input_fee INTEGER NOT NULL,
                    paid_msat INTEGER NOT NULL,
                    completed_at INTEGER NOT NULL
                )
                """,
                """
                CREATE TABLE melt_change (
                    quote_id TEXT NOT NULL REFERENCES melt_quote (id),
                    position INTEGER NOT NULL,
                    blinded BLOB NOT NULL REFERENCES blind_signature (blinded),
                    PRIMARY KEY (quote_id, position)
                ) WITHOUT ROWID
                """,
            ])
    ])
}
