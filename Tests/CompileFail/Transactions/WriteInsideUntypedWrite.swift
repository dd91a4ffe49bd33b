// Nor does a body become asynchronous because it does not say what it throws.
import Storage

func misuse(_ database: Database) async throws {
    // expected-error@+1 {{to parameter expecting synchronous function type}}
    try await database.write { transaction in
        _ = try transaction.execute("DELETE FROM coin")
        try await database.write { inner in _ = try inner.execute("DELETE FROM coin") }
        // expected-note@-1 {{'async' inferred from asynchronous operation used here}}
    }
}
