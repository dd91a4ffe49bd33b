import Cashu
import CashuCrypto
import MintStore
import Storage
import TestSupport
import Testing

@testable import MintCore

@Suite("Melts that another process ends")
struct ForeignEndingTests {
    @Test(
        "The request that waits here is answered as soon as another process says that the melt is over",
        arguments: [MeltQuote.State.paid, .unpaid])
    func answered(_ state: MeltQuote.State) async throws {
        let fixture = try await MintFixture()
        let mint = fixture.mint
        let running = await fixture.run(mint)
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote("fake:hang")
        // Longer than any test: meltWaitSeconds is an hour here.
        let waiting = Task {
            await Outcome.of { () throws(MintFailure) in
                try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
            }
        }
        let saga = {
            try await fixture.database.read { (transaction) throws(StoreError) in
                try transaction.saga(meltQuote: quote.id)
            }
        }
        #expect(try await eventually { try await saga()?.state == .paymentAttempted })
        let operation = try #require(try await saga()).operation
        let now = fixture.clock.now()
        let neighbour = fixture.database.owner == 7 ? Int64(8) : 7
        // Asked again and again, because the mint may not listen yet.
        let isAnswered = Task { await waiting.value }
        let told = Task {
            while !Task.isCancelled {
                try await fixture.database.write { (transaction) throws(DatabaseError) in
                    _ = try transaction.execute(
                        "UPDATE melt_quote SET state = \(state.rawValue) WHERE id = \(quote.id)")
                    _ = try transaction.execute(
                        """
                        INSERT INTO event (kind, quote_id, state, operation_id, owner, created_at)
                        VALUES (\(OperationKind.melt.rawValue), \(quote.id), \(state.rawValue), \
                        \(operation.bytes.bytes), \(neighbour), \(now))
                        """)
                    try transaction.notify(QuoteEvent.notice)
                }
                await Task.yield()
            }
        }
        let outcome = await isAnswered.value
        told.cancel()
        _ = await told.result
        switch state {
        case .paid: #expect(outcome == .answered)
        default: #expect(outcome == .refused(.paymentFailed))
        }
        running.cancel()
    }
}
