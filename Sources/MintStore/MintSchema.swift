package import Storage

/// The tables of the mint, shown in docs/database-schema.md; a migration that has been released is never edited.
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
                    singleton \(.integer) PRIMARY KEY CHECK (singleton = 1),
                    identity \(.bytes) NOT NULL,
                    generation \(.integer) NOT NULL,
                    digest \(.bytes) NOT NULL
                )
                """,
                """
                CREATE TABLE keyset (
                    id \(.bytes) NOT NULL PRIMARY KEY,
                    position \(.integer) NOT NULL UNIQUE,
                    unit \(.text) NOT NULL,
                    state \(.integer) NOT NULL,
                    input_fee_ppk \(.integer) NOT NULL,
                    final_expiry \(.integer),
                    derivation_index \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL
                )
                """,
                """
                CREATE TABLE keyset_key (
                    public_key \(.bytes) NOT NULL PRIMARY KEY,
                    keyset_id \(.bytes) NOT NULL REFERENCES keyset (id),
                    amount \(.integer) NOT NULL,
                    UNIQUE (keyset_id, amount)
                )
                """,
                """
                CREATE TABLE mint_quote (
                    id \(.text) NOT NULL PRIMARY KEY,
                    unit \(.text) NOT NULL,
                    amount \(.integer) NOT NULL,
                    request \(.text) NOT NULL,
                    payment_hash \(.bytes) NOT NULL UNIQUE,
                    description \(.bytes),
                    public_key \(.bytes),
                    expiry \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL,
                    amount_paid \(.integer) NOT NULL DEFAULT 0,
                    amount_issued \(.integer) NOT NULL DEFAULT 0,
                    paid_at \(.integer),
                    issued_at \(.integer),
                    CHECK (amount_issued <= amount_paid)
                )
                """,
                "CREATE INDEX mint_quote_unpaid ON mint_quote (expiry, id) WHERE amount_paid = 0",
                """
                CREATE TABLE melt_quote (
                    id \(.text) NOT NULL PRIMARY KEY,
                    unit \(.text) NOT NULL,
                    amount \(.integer) NOT NULL,
                    amount_msat \(.integer) NOT NULL,
                    fee_reserve \(.integer) NOT NULL,
                    request \(.text) NOT NULL,
                    payment_hash \(.bytes) NOT NULL,
                    expiry \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL,
                    state \(.text) NOT NULL CHECK (state IN ('UNPAID', 'PENDING', 'PAID')),
                    preimage \(.bytes),
                    paid_at \(.integer)
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
                    operation_id \(.bytes) PRIMARY KEY,
                    kind \(.integer) NOT NULL,
                    state \(.integer) NOT NULL,
                    quote_id \(.text) UNIQUE,
                    preimage \(.bytes),
                    spent_msat \(.integer),
                    owner \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL,
                    updated_at \(.integer) NOT NULL
                )\(.clustered)
                """,
                """
                CREATE TABLE pending_proof (
                    y \(.bytes) PRIMARY KEY,
                    operation_id \(.bytes) NOT NULL,
                    operation_kind \(.integer) NOT NULL,
                    keyset_id \(.bytes) NOT NULL,
                    amount \(.integer) NOT NULL,
                    secret \(.bytes) NOT NULL,
                    signature \(.bytes) NOT NULL,
                    witness \(.bytes),
                    created_at \(.integer) NOT NULL
                )\(.clustered)
                """,
                "CREATE INDEX pending_proof_operation ON pending_proof (operation_id)",
                """
                CREATE TABLE pending_output (
                    blinded \(.bytes) PRIMARY KEY,
                    operation_id \(.bytes) NOT NULL,
                    operation_kind \(.integer) NOT NULL,
                    position \(.integer) NOT NULL,
                    keyset_id \(.bytes) NOT NULL,
                    amount \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL
                )\(.clustered)
                """,
                "CREATE INDEX pending_output_operation ON pending_output (operation_id, position)",
                // Not in the order of their keys: the rows are appended, and only the index on the random key has pages
                // all over the file (docs/decisions/0010-folding-beside-the-writer.md).
                """
                CREATE TABLE proof (
                    y \(.bytes) NOT NULL PRIMARY KEY,
                    operation_id \(.bytes) NOT NULL,
                    operation_kind \(.integer) NOT NULL,
                    keyset_id \(.bytes) NOT NULL,
                    amount \(.integer) NOT NULL,
                    secret \(.bytes) NOT NULL,
                    signature \(.bytes) NOT NULL,
                    witness \(.bytes),
                    created_at \(.integer) NOT NULL,
                    spent_at \(.integer) NOT NULL
                )
                """,
                """
                CREATE TABLE blind_signature (
                    blinded \(.bytes) NOT NULL PRIMARY KEY,
                    operation_id \(.bytes) NOT NULL,
                    operation_kind \(.integer) NOT NULL,
                    position \(.integer) NOT NULL,
                    keyset_id \(.bytes) NOT NULL,
                    amount \(.integer) NOT NULL,
                    signature \(.bytes) NOT NULL,
                    dleq_e \(.bytes) NOT NULL,
                    dleq_s \(.bytes) NOT NULL,
                    created_at \(.integer) NOT NULL,
                    signed_at \(.integer) NOT NULL
                )
                """,
                // Append-only: the sums from which the books are kept.
                """
                CREATE TABLE completed_operation (
                    number \(.serial),
                    operation_id \(.bytes) NOT NULL,
                    kind \(.integer) NOT NULL,
                    unit \(.text) NOT NULL,
                    quote_id \(.text),
                    redeemed \(.integer) NOT NULL,
                    issued \(.integer) NOT NULL,
                    input_fee \(.integer) NOT NULL,
                    paid_msat \(.integer) NOT NULL,
                    completed_at \(.integer) NOT NULL
                )
                """,
                """
                CREATE TABLE melt_change (
                    quote_id \(.text) NOT NULL REFERENCES melt_quote (id),
                    position \(.integer) NOT NULL,
                    blinded \(.bytes) NOT NULL REFERENCES blind_signature (blinded),
                    PRIMARY KEY (quote_id, position)
                )\(.clustered)
                """,
                """
                CREATE TABLE key_value (
                    namespace \(.text) NOT NULL,
                    name \(.text) NOT NULL,
                    value \(.bytes) NOT NULL,
                    updated_at \(.integer) NOT NULL,
                    PRIMARY KEY (namespace, name)
                )\(.clustered)
                """,
            ])
    ])
}
