import MintStore
import Storage

/// A new database with the tables of the mint.
struct StoreFixture: Sendable {
    let place: StorePlace
    let database: Database

    init(_ engine: StoreEngine, _ options: StoreOptions = StoreOptions()) async throws {
        place = try await StorePlace(engine)
        if engine == .postgres, options.plans != nil {
            // PostgreSQL has no plan for CREATE TABLE.
            let first = try place.open()
            try await MintSchema.migrations.apply(to: first)
            await first.close()
            database = try place.open(options)
        } else {
            database = try place.open(options)
            try await MintSchema.migrations.apply(to: database)
        }
    }

    init(reopening place: StorePlace, _ options: StoreOptions = StoreOptions()) throws {
        self.place = place
        database = try place.open(options)
    }

    /// What the store answered. An unknown outcome is thrown: without a fault there is none.
    func write<R: Sendable>(
        _ durability: Durability = .synced, _ body: @escaping @Sendable (inout WriteTransaction) throws -> R
    ) async throws -> Result<R, StoreError> {
        do throws(TransactionError<any Error>) {
            return .success(try await database.write(durability, body))
        } catch {
            return .failure(try Self.answer(error))
        }
    }

    func read<R: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws -> R
    ) async throws -> Result<R, StoreError> {
        do throws(TransactionError<any Error>) {
            return .success(try await database.read(body))
        } catch {
            return .failure(try Self.answer(error))
        }
    }

    private static func answer(_ error: TransactionError<any Error>) throws -> StoreError {
        switch error {
        case .database(let error): return .database(error)
        case .body(let error as StoreError): return error
        case .body(let error as DatabaseError): return .database(error)
        case .body(let error): throw error
        case .commitOutcomeUnknown: throw error
        }
    }
}

extension StoreFixture {
    /// Every row of every table, so that two moments can be compared. The number that the database gives to a line of
    /// the books, an incident or an event is left out, because it also counts what was undone; so is the
    /// owner of an event, and every other is called by the same name.
    func contents() async throws -> [String] {
        let owner = "\(database.owner)"
        return try await read { transaction in
            var lines: [String] = []
            for (table, statement) in Self.tables {
                for row in try transaction.run(statement) {
                    lines.append("\(table): \(row)".replacing(owner, with: "owner"))
                }
            }
            return lines
        }.get()
    }

    private static let tables: [(String, SQL)] = [
        ("signatory", "SELECT * FROM signatory"),
        ("keyset", "SELECT * FROM keyset ORDER BY id"),
        ("keyset_key", "SELECT * FROM keyset_key ORDER BY public_key"),
        ("mint_quote", "SELECT * FROM mint_quote ORDER BY id"),
        ("credited_payment", "SELECT * FROM credited_payment ORDER BY payment_hash"),
        ("melt_quote", "SELECT * FROM melt_quote ORDER BY id"),
        ("saga", "SELECT * FROM saga ORDER BY operation_id"),
        ("pending_proof", "SELECT * FROM pending_proof ORDER BY y"),
        ("pending_output", "SELECT * FROM pending_output ORDER BY blinded"),
        ("proof", "SELECT * FROM proof ORDER BY y"),
        ("blind_signature", "SELECT * FROM blind_signature ORDER BY blinded"),
        (
            "completed_operation",
            """
            SELECT operation_id, kind, unit, quote_id, redeemed, issued, input_fee, paid, paid_msat, completed_at
            FROM completed_operation ORDER BY number
            """
        ),
        ("melt_change", "SELECT * FROM melt_change ORDER BY quote_id, position"),
        ("key_value", "SELECT * FROM key_value ORDER BY namespace, name"),
        (
            "incident",
            """
            SELECT kind, backend, operation_id, quote_id, detail, recorded_at, resolved_at, resolution
            FROM incident ORDER BY number
            """
        ),
        ("released_attempt", "SELECT * FROM released_attempt ORDER BY operation_id"),
        ("event", "SELECT kind, quote_id, state, operation_id, created_at FROM event ORDER BY number"),
    ]

    /// The values of one row, as the database has them.
    func row(_ statement: SQL) async throws -> String? {
        try await read { transaction in try transaction.run(statement).first.map { "\($0)" } }.get()
    }

    func count(_ statement: SQL) async throws -> Int64 {
        try await read { transaction in try transaction.run(statement)[0].integer(0) }.get()
    }
}

extension StoreFixture {
    /// Empties every table that carries money.
    static let deletions: [SQL] = [
        "DELETE FROM melt_change", "DELETE FROM blind_signature", "DELETE FROM proof", "DELETE FROM pending_output",
        "DELETE FROM pending_proof", "DELETE FROM saga", "DELETE FROM melt_quote",
        "DELETE FROM credited_payment", "DELETE FROM mint_quote",
        "DELETE FROM completed_operation",
    ]
}
