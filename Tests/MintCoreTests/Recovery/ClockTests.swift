import Cashu
import MintStore
import PaymentAPI
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

@Suite("A clock that is wrong")
struct ClockTests {
    private static let tenYears: UInt64 = 315_360_000

    /// A mint on the same database, whose clock is another.
    private func mint(_ fixture: MintFixture, at now: UInt64, _ backend: any PaymentBackend) async throws -> Mint {
        let mint = Mint(
            settings: fixture.settings, database: fixture.database, signatory: fixture.signatory, backend: backend,
            clock: ManualClock(now), logger: fixture.log.logger)
        try await mint.start()
        return mint
    }

    @Test("A clock that jumps ten years, either way, loses nothing and releases nothing", arguments: [true, false])
    func jump(_ isForward: Bool) async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let backend = ScriptedBackend(fixture.backend)
        backend.say { _ in .inFlight }
        let before = try await fixture.restarted(backend: backend)
        let (inputs, coins) = (try await fixture.fund(16), try await fixture.fund(8))
        let (quote, blanks) = (try await fixture.meltQuote(), fixture.blanks(3))
        _ = try await before.melt(quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(await eventually { before.services.running.isIdle })

        let now = fixture.clock.now()
        let after = try await mint(fixture, at: isForward ? now + Self.tenYears : now - Self.tenYears, backend)
        await after.recovery.round()
        #expect(try await fixture.state(inputs) == [.pending], "in flight is in flight, whatever the time")
        _ = try await after.swap(inputs: coins, outputs: fixture.outputs(8).messages)
        _ = try await after.createMintQuote(MintQuoteOrder(unit: .sat, amount: 4))
        backend.say { _ in .settled(spentMsat: 11_000) }
        await after.recovery.round()
        #expect(try await after.meltQuote(quote.id).state == .paid)
        #expect(try await after.meltQuote(quote.id).change.map(\.amount) == [4, 1])
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }
}
