// The row was locked by another transaction, if by any that still lasts.
import MintStore
import Storage

func misuse(_ database: Database, _ saga: consuming Locked<SagaRow>) async throws {
    let saga = saga
    try await database.write { (transaction) throws(StoreError) in
        _ = try transaction.takeOver(saga)
        // expected-error@-1 {{capture of 'saga' with non-Sendable type 'Locked<SagaRow>' in a '@Sendable' closure}}
    }
}
