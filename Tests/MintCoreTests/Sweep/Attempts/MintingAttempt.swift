import Cashu
import MintStore

@testable import MintCore

/// Ecash for mint quotes that are paid: for one, or for a batch of them.
struct MintingAttempt: Attempt {
    private let quotes: [MintQuote]
    let outputs: [Output]

    init(in world: SweepWorld, quotes count: Int) async throws {
        let mint = world.life.mint
        var quotes: [MintQuote] = []
        for _ in 0..<count {
            let unpaid = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: SweepWorld.coin))
            quotes.append(try await mint.mintQuote(unpaid.id))
        }
        self.quotes = quotes
        outputs = quotes.flatMap { _ in world.surroundings.outputs(8, 8) }
    }

    func act(on life: Life) async -> Word {
        let order = MintOrder(quotes: quotes.map { MintOrder.Quote(id: $0.id) }, outputs: outputs.messages)
        return await Word.of { () throws(MintFailure) in .done(try await life.mint.mint(order)) }
    }

    func ending(on life: Life) async throws -> Ending {
        var states: Set<MintQuote.State> = []
        for quote in quotes { states.insert(try await life.mint.services.mintQuote(quote.id).state) }
        let restorable = try await restored(on: life).count
        switch (states, restorable) {
        case ([.issued], outputs.count): return .done
        case ([.paid], 0): return .undone
        default: return .broken("\(states), \(restorable) restorable")
        }
    }
}
