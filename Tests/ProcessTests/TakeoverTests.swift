import Cashu
import Foundation
import ProcessTestSupport
import TestSupport
import Testing

/// What one mintd leaves unfinished is finished by the other, and only what is left.
@Suite("Two mintd, one of them killed", .serialized)
struct TakeoverTests {
    /// What the second mint does in a round of recovery for each process that has left or holds operations.
    private static let question = "pg_try_advisory_xact_lock"

    /// The statement that notes that the backend is going to be asked takes an hour.
    private static let slowMarker = """
        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE UPDATE ON saga FOR EACH ROW WHEN (NEW.state = 2) EXECUTE FUNCTION slow();
        """

    private static let slowMarkers = """
        SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()
        """

    private static let endOfSlowMarker = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE wait_event = 'PgSleep' AND datname = current_database();
        DROP TRIGGER slow ON saga;
        """

    @Test("A swap of the dead one is undone by the other, which then makes it")
    func swap() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let other = try await Purse(fleet.second.url)
        let proofs = try await purse.mint([8])
        let outputs = [try purse.output(8)]
        fleet.gate.hold()
        let lost = Task { try? await purse.swap(proofs, for: outputs) }
        try #require(await eventually { fleet.gate.holdsRequest })
        #expect(try await other.states(proofs) == ["PENDING"])
        let refused = try await other.swap(proofs, for: [other.output(8)])
        #expect(refused.code == 11002)

        await fleet.first.kill()
        #expect(await lost.value == nil)
        try #require(try await eventually { try await other.states(proofs) == ["UNSPENT"] })
        #expect(try await other.restore(outputs).signatures.isEmpty)
        let retried = try await other.swap(proofs, for: outputs)
        #expect(retried.status == 200)
        _ = try other.proofs(outputs, retried.decoded(Purse.Signatures.self).signatures)
        try await fleet.database.expectConserved(outstanding: 8)
    }

    @Test("A melt of the dead one that was paid is finished by the other, with its change")
    func paidMelt() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let other = try await Purse(fleet.second.url)
        let quote = try await purse.meltQuote(10, "fake:settle")
        let proofs = try await purse.mint([16])
        let blanks = try (0..<3).map { _ in try purse.output(1) }
        fleet.gate.hold()
        let lost = Task { try? await purse.melt(quote, proofs, blanks: blanks) }
        // The first thing to be signed is the change, which only a paid melt has.
        try #require(await eventually { fleet.gate.holdsRequest })
        #expect(try await other.meltQuote(quote.quote).state == "PENDING")
        #expect(try await other.states(proofs) == ["PENDING"])

        await fleet.first.kill()
        #expect(await lost.value == nil)
        try #require(try await eventually { try await other.meltQuote(quote.quote).state == "PAID" })
        #expect(try await other.states(proofs) == ["SPENT"])
        let change = try #require(try await other.meltQuote(quote.quote).change).map(\.amount)
        #expect(try await other.restore(blanks).signatures.map(\.amount) == change)
        try await fleet.database.expectConserved(outstanding: change.reduce(0, +))
    }

    @Test("A melt of the dead one that may have been paid stays pending with the other, whose node knows nothing of it")
    func unclearMelt() async throws {
        let fleet = try await Fleet.started(secondLogLevel: "debug")
        let purse = try await Purse(fleet.first.url)
        let other = try await Purse(fleet.second.url)
        let quote = try await purse.meltQuote(10, "fake:hang")
        let proofs = try await purse.mint([16])
        let lost = Task { try? await purse.melt(quote, proofs, blanks: []) }
        let isAttempted = "SELECT COUNT(*) FROM saga WHERE state = 2"
        try #require(try await eventually { try await fleet.database.number(isAttempted) == 1 })
        await fleet.first.kill()
        _ = await lost.value

        try #require(await eventually { fleet.second.logCount(of: "operation of another process taken over") == 1 })
        // Asking for the quote is asking the backend.
        #expect(try await other.meltQuote(quote.quote).state == "PENDING")
        #expect(try await other.states(proofs) == ["PENDING"])
        #expect(try await fleet.database.number(isAttempted) == 1)
    }

    @Test("A melt of the dead one that nobody was asked to pay is given back by the other")
    func unpaidMelt() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let other = try await Purse(fleet.second.url)
        let quote = try await purse.meltQuote(10, "fake:settle")
        let proofs = try await purse.mint([16])
        try await TestPostgres.psql(Self.slowMarker, url: fleet.database.url)
        let lost = Task { try? await purse.melt(quote, proofs, blanks: []) }
        try #require(try await eventually { try await fleet.database.number(Self.slowMarkers) == 1 })
        await fleet.first.kill()
        _ = await lost.value
        #expect(try await other.states(proofs) == ["PENDING"])
        // The server has not noticed that nobody waits for its answer.
        try await TestPostgres.psql(Self.endOfSlowMarker, url: fleet.database.url)

        try #require(try await eventually { try await other.states(proofs) == ["UNSPENT"] })
        #expect(try await other.meltQuote(quote.quote).state == "UNPAID")
        let melted = try await other.melt(quote, proofs, blanks: [])
        #expect(try melted.decoded(Purse.MeltQuote.self).state == "PAID")
        try await fleet.database.expectConserved(outstanding: 0)
    }

    @Test("What a living mintd works on is not touched by the other, however often that one looks")
    func living() async throws {
        let fleet = try await Fleet.started(secondLogLevel: "debug")
        let purse = try await Purse(fleet.first.url)
        let proofs = try await purse.mint([8])
        let outputs = [try purse.output(8)]
        fleet.gate.hold()
        let swap = Task { try await purse.swap(proofs, for: outputs) }
        try #require(await eventually { fleet.gate.holdsRequest })
        for _ in 0..<2 {
            // The first thing a mint does is to look for what was left.
            let known = fleet.second.logCount(of: Self.question)
            await fleet.second.kill()
            try await fleet.second.start()
            try #require(await eventually { fleet.second.logCount(of: Self.question) >= known + 2 })
            #expect(try await purse.states(proofs) == ["PENDING"])
        }
        fleet.gate.letThrough()
        let answer = try await swap.value
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        _ = try purse.proofs(outputs, answer.decoded(Purse.Signatures.self).signatures)
        #expect(fleet.second.logCount(of: "taken over") == 0)
        try await fleet.database.expectConserved(outstanding: 8)
    }
}
