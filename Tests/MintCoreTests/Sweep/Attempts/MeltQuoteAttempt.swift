import Cashu
import Lightning
import MintStore
import Storage

@testable import MintCore

struct MeltQuoteAttempt: Attempt {
    private let invoice: Bolt11Invoice
    /// There is one for this invoice.
    let refusals: Set<NUTErrorCode> = [.quotePending]

    init(in world: SweepWorld) throws { invoice = try world.surroundings.node.invoice(.settles) }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            _ = try await life.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice.text))
            return .done([])
        }
    }

    func ending(on life: Life) async throws -> Ending {
        let (hash, now) = (invoice.paymentHash, life.mint.services.clock.now())
        return try await life.database.read { (transaction) throws(StoreError) in
            try transaction.liveMeltQuotes(paymentHash: hash, at: now).isEmpty ? .undone : .done
        }
    }
}
