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
                    method \(.text) NOT NULL CHECK (method IN ('bolt11', 'bolt12')),
                    unit \(.text) NOT NULL,
                    units_per_bitcoin \(.integer) NOT NULL,
                    amount \(.integer),
                    request \(.text) NOT NULL,
                    request_id \(.bytes) NOT NULL UNIQUE,
                    description \(.bytes),
                    public_key \(.bytes),
                    expiry \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL,
                    amount_paid \(.integer) NOT NULL DEFAULT 0,
                    amount_issued \(.integer) NOT NULL DEFAULT 0,
                    paid_at \(.integer),
                    issued_at \(.integer),
                    CHECK (amount_issued <= amount_paid),
                    CHECK ((amount IS NOT NULL) OR (method = 'bolt12')),
                    CHECK ((public_key IS NOT NULL) OR (method = 'bolt11'))
                )
                """,
                """
                CREATE INDEX mint_quote_unpaid ON mint_quote (expiry, id)
                    WHERE (method = 'bolt11') AND (amount_paid = 0)
                """,
                // What quotes were credited with, each payment once. Append-only; `amount` is in the unit of the quote.
                """
                CREATE TABLE credited_payment (
                    payment_hash \(.bytes) NOT NULL PRIMARY KEY,
                    quote_id \(.text) NOT NULL REFERENCES mint_quote (id),
                    amount \(.integer) NOT NULL CHECK (amount >= 0),
                    amount_msat \(.integer) NOT NULL CHECK (amount_msat >= 0),
                    credited_at \(.integer) NOT NULL
                )
                """,
                """
                CREATE TABLE melt_quote (
                    id \(.text) NOT NULL PRIMARY KEY,
                    method \(.text) NOT NULL CHECK (method IN ('bolt11', 'bolt12')),
                    unit \(.text) NOT NULL,
                    units_per_bitcoin \(.integer) NOT NULL,
                    amount \(.integer) NOT NULL,
                    amount_msat \(.integer) NOT NULL,
                    fee_reserve \(.integer) NOT NULL,
                    request \(.text) NOT NULL,
                    invoice \(.text),
                    invoice_expiry \(.integer),
                    payment_hash \(.bytes) NOT NULL,
                    expiry \(.integer) NOT NULL,
                    created_at \(.integer) NOT NULL,
                    state \(.text) NOT NULL CHECK (state IN ('UNPAID', 'PENDING', 'PAID')),
                    melt_digest \(.bytes),
                    preimage \(.bytes),
                    paid_at \(.integer),
                    CHECK ((invoice IS NULL) OR (method = 'bolt12')),
                    CHECK ((invoice IS NULL) = (invoice_expiry IS NULL))
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
                    payment_mark \(.integer),
                    payment_records \(.bytes),
                    owner \(.integer) NOT NULL,
                    version \(.integer) NOT NULL,
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
                // Append-only: the sums from which the books are kept. `paid` is what a melt was charged, in the unit.
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
                    paid \(.integer) NOT NULL,
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
            ] + reliability)
    ])

    /// What tells whether everything is in order, and stays when it was not.
    private static let reliability: [SQL] = [
        // Never deleted. Melts of the backend (of all when it is null) stop while one is open.
        """
        CREATE TABLE incident (
            number \(.serial),
            kind \(.text) NOT NULL CHECK (kind IN ('LATE_PAYMENT', 'OVERSPENT', 'CONSERVATION', 'MANUAL')),
            backend \(.text),
            operation_id \(.bytes),
            quote_id \(.text),
            detail \(.text) NOT NULL,
            recorded_at \(.integer) NOT NULL,
            resolved_at \(.integer),
            resolution \(.text),
            CHECK ((resolved_at IS NULL) = (resolution IS NULL))
        )
        """,
        "CREATE INDEX incident_open ON incident (number) WHERE resolved_at IS NULL",
        // Attempts to pay whose inputs were given back: should one be paid after all, it must be noticed.
        """
        CREATE TABLE released_attempt (
            operation_id \(.bytes) PRIMARY KEY,
            quote_id \(.text) NOT NULL,
            payment_hash \(.bytes) NOT NULL,
            payment_mark \(.integer) NOT NULL,
            payment_records \(.bytes),
            reason \(.text) NOT NULL,
            released_at \(.integer) NOT NULL,
            look_at \(.integer) NOT NULL
        )\(.clustered)
        """,
        "CREATE INDEX released_attempt_look ON released_attempt (look_at)",
        // What happened to quotes, written with it; read by every process after the commit, and deleted soon after.
        """
        CREATE TABLE event (
            number \(.serial),
            kind \(.integer) NOT NULL,
            quote_id \(.text) NOT NULL,
            state \(.text) NOT NULL,
            operation_id \(.bytes),
            owner \(.integer) NOT NULL,
            created_at \(.integer) NOT NULL
        )
        """,
        """
        CREATE VIEW keyset_balance AS
        SELECT keyset.id AS keyset_id, keyset.unit AS unit,
            CAST(COALESCE(signed.amount, 0) AS BIGINT) AS issued,
            CAST(COALESCE(spent.amount, 0) AS BIGINT) AS redeemed,
            CAST(COALESCE(signed.amount, 0) - COALESCE(spent.amount, 0) AS BIGINT) AS outstanding
        FROM keyset
            LEFT JOIN (SELECT keyset_id, SUM(amount) AS amount FROM blind_signature GROUP BY keyset_id) AS signed
                ON signed.keyset_id = keyset.id
            LEFT JOIN (SELECT keyset_id, SUM(amount) AS amount FROM proof GROUP BY keyset_id) AS spent
                ON spent.keyset_id = keyset.id
        """,
        // issued - redeemed = received - unissued - paid_out - input_fees - kept, or `difference` is not zero. The left
        // side is what wallets can prove, the right side what the books say; a pending proof is not yet redeemed.
        """
        CREATE VIEW conservation AS
        SELECT unit, issued, redeemed, issued - redeemed AS outstanding, received, unissued, paid_out, input_fees, kept,
            (issued - redeemed) - (received - unissued - paid_out - input_fees - kept) AS difference,
            issued_for_quotes - minted AS quote_difference, shortfalls
        FROM (
            SELECT ecash.unit AS unit, ecash.issued AS issued, ecash.redeemed AS redeemed,
                CAST(COALESCE(credits.received, 0) AS BIGINT) AS received,
                CAST(COALESCE(quotes.unissued, 0) AS BIGINT) AS unissued,
                CAST(COALESCE(quotes.issued, 0) AS BIGINT) AS issued_for_quotes,
                CAST(COALESCE(books.paid, 0) AS BIGINT) AS paid_out,
                CAST(COALESCE(books.input_fees, 0) AS BIGINT) AS input_fees,
                CAST(COALESCE(books.kept, 0) AS BIGINT) AS kept,
                CAST(COALESCE(books.minted, 0) AS BIGINT) AS minted,
                CAST(COALESCE(books.shortfalls, 0) AS BIGINT) AS shortfalls
            FROM (
                SELECT unit, CAST(SUM(issued) AS BIGINT) AS issued, CAST(SUM(redeemed) AS BIGINT) AS redeemed
                FROM keyset_balance GROUP BY unit
            ) AS ecash
            LEFT JOIN (
                SELECT mint_quote.unit AS unit, SUM(credited_payment.amount) AS received
                FROM credited_payment JOIN mint_quote ON mint_quote.id = credited_payment.quote_id
                GROUP BY mint_quote.unit
            ) AS credits ON credits.unit = ecash.unit
            LEFT JOIN (
                SELECT unit, SUM(amount_paid - amount_issued) AS unissued, SUM(amount_issued) AS issued
                FROM mint_quote GROUP BY unit
            ) AS quotes ON quotes.unit = ecash.unit
            LEFT JOIN (
                SELECT unit, SUM(paid) AS paid, SUM(input_fee) AS input_fees,
                    SUM(CASE WHEN kind = 2 THEN issued ELSE 0 END) AS minted,
                    SUM(CASE WHEN kind = 2 THEN 0 ELSE redeemed - issued - input_fee - paid END) AS kept,
                    SUM(CASE WHEN kind <> 2 AND redeemed < issued + input_fee + paid THEN 1 ELSE 0 END) AS shortfalls
                FROM completed_operation GROUP BY unit
            ) AS books ON books.unit = ecash.unit
        ) AS sums
        """,
    ]
}
