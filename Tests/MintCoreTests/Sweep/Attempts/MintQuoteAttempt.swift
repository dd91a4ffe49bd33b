import Cashu
import Storage

@testable import MintCore

struct MintQuoteAttempt: Attempt {
    /// By which its quotes are found again: nobody knows the id of one that was not answered.
    private let description = OperationID().text

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            _ = try await life.mint.createMintQuote(
                MintQuoteOrder(unit: .sat, amount: SweepWorld.coin, description: description))
            return .done([])
        }
    }

    func ending(on life: Life) async throws -> Ending {
        let bytes = Array(description.utf8)
        return try await life.database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT 1 FROM mint_quote WHERE description = \(bytes)").isEmpty ? .undone : .done
        }
    }
}
