import Cashu
import MintStore

@testable import MintCore

/// A mint quote whose invoice was paid, which the mint does not know yet.
struct CreditAttempt: Attempt {
    private let quote: MintQuote

    init(in world: SweepWorld) async throws {
        quote = try await world.life.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: SweepWorld.coin))
    }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            // Unpaid is no promise: the mint answers so while its backend is away.
            try await life.mint.mintQuote(quote.id).state == .paid ? .done([]) : .nothing
        }
    }

    func recover(on life: Life) async { await life.mint.credits.sweep() }

    func ending(on life: Life) async throws -> Ending {
        let stored = try await life.mint.services.mintQuote(quote.id)
        switch (stored.state, stored.amountPaid) {
        case (.paid, quote.amount): return .done
        case (.unpaid, 0): return .undone
        default: return .broken("\(stored.state) with \(stored.amountPaid) paid")
        }
    }
}
