import Cashu
import MintStore

@testable import MintCore

/// Ecash for a mint quote that is paid.
struct MintingAttempt: Attempt {
    private let quote: MintQuote
    let outputs: [Output]
    let refusals: Set<NUTErrorCode> = [.quoteAlreadyIssued, .outputsAlreadySigned]

    init(in world: SweepWorld) async throws {
        let mint = world.life.mint
        let unpaid = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: SweepWorld.coin))
        quote = try await mint.mintQuote(unpaid.id)
        outputs = world.surroundings.outputs(8, 8)
    }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            .done(try await life.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil))
        }
    }

    func ending(on life: Life) async throws -> Ending {
        let state = try await life.mint.services.mintQuote(quote.id).state
        let restorable = try await restored(on: life).count
        switch (state, restorable) {
        case (.issued, outputs.count): return .done
        case (.paid, 0): return .undone
        default: return .broken("\(state), \(restorable) restorable")
        }
    }
}
