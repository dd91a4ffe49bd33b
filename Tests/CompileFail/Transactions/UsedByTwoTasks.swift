// Two tasks would put their statements between each other's.
import Storage

func misuse(_ transaction: consuming WriteTransaction) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try transaction.execute("DELETE FROM coin") }
        // expected-error@-1 {{passing closure as a 'sending' parameter risks causing data races}}
        // expected-note@-2 {{closure captures reference to mutable parameter 'transaction'}}
        group.addTask { _ = try transaction.execute("DELETE FROM coin") }
        // expected-error@-1 {{passing closure as a 'sending' parameter risks causing data races}}
        // expected-note@-2 {{closure captures reference to mutable parameter 'transaction'}}
        try await group.waitForAll()
    }
}
