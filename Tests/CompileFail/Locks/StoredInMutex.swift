// After the transaction the row is no longer locked.
import MintStore
import Storage
import Synchronization

final class Holder: Sendable {
    let quote = Mutex<Locked<MintQuote>?>(nil)
}

func misuse(_ database: Database, _ holder: Holder) async throws {
    try await database.write { (transaction) throws(StoreError) in
        var quote = try transaction.lockMintQuote("quote")
        holder.quote.withLock { $0 = quote.take() }
        // expected-error@-1 {{'inout sending' parameter '$0' cannot be task-isolated at end of function}}
        // expected-note@-2 {{task-isolated '$0' risks causing races}}
    }
}
