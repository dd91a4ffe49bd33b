// What locks or changes rows of the mint is there in a write only.
import Cashu
import MintStore
import Storage

func misuse(_ database: Database, _ operation: OperationID) async throws {
    try await database.read { (transaction) throws(StoreError) in
        try transaction.releaseReserved(by: operation)
        // expected-error@-1 {{value of type 'ReadTransaction' has no member 'releaseReserved'}}
    }
}
