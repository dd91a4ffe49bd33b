import Cashu
import MintStore
import SignatoryAPI
import Storage
import TestSupport
import Testing

@testable import MintCore

/// What several mints on one database make of the publications that each of them is sent: a stream skips those that
/// were overtaken, so no two need see the same.
@Suite("Keyset intake on a shared database")
struct SharedDatabaseTests {
    private func execute(_ statements: SQL..., on fixture: MintFixture) async throws {
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            for statement in statements { _ = try transaction.execute(statement) }
        }
    }

    private func storedGeneration(_ fixture: MintFixture) async throws -> UInt64? {
        try await fixture.database.read { (transaction) throws(StoreError) in
            try transaction.publication()?.generation
        }
    }

    @Test("A publication is measured by one that only the neighbour has seen")
    func skipped() async throws {
        let fixture = try await MintFixture()
        let first = fixture.keyset
        try fixture.signatory.rotate()
        let second = fixture.keyset
        // Each of these would do after the first publication.
        let wrong: [(KeysetPublication, KeysetRefusal)] = [
            (fixture.signatory.publish([first.with(.draining)], generation: 3), .vanished(second.id)),
            (fixture.signatory.publish([first, second.with(.inactive)], generation: 3), .revived(first.id)),
        ]
        var slow: [Mint] = []
        for _ in 0...wrong.count { slow.append(try await fixture.restarted()) }
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        for (mint, (publication, refusal)) in zip(slow, wrong) {
            #expect(await mint.intake.accept(publication))
            #expect(mint.keysets?.generation == 2)
            #expect(await mint.obstacles() == ["the last keyset publication was refused: \(refusal)"])
            #expect(try await storedGeneration(fixture) == 2)
        }
        try fixture.signatory.rotate()
        #expect(await slow[wrong.count].intake.accept(fixture.signatory.publication()))
        #expect(slow[wrong.count].keysets?.generation == 3)
        #expect(await slow[wrong.count].obstacles().isEmpty)
        #expect(try await storedGeneration(fixture) == 3)
    }

    @Test("A publication that the database will never take is an alarm, and the next one is taken in")
    func lastingRefusal() async throws {
        let fixture = try await MintFixture()
        let known = fixture.keyset
        let mint = try await fixture.restarted()
        try fixture.signatory.rotate()
        // A key of the new keyset stands under the old one already.
        let key = fixture.keyset.keys.publicKeys[0]
        try await execute(
            "INSERT INTO keyset_key (public_key, keyset_id, amount) VALUES (\(key), \(known.id), 1048576)",
            on: fixture)
        let running = Task { await mint.intake.run() }
        #expect(await eventually { !mint.intake.obstacles().isEmpty })
        #expect(mint.intake.obstacles() == ["the last keyset publication could not be stored"])
        #expect(mint.keysets?.generation == 1)
        try await execute("DELETE FROM keyset_key WHERE public_key = \(key)", on: fixture)
        try fixture.signatory.rotate()
        #expect(await eventually { mint.keysets?.generation == 3 })
        #expect(await eventually { mint.intake.obstacles().isEmpty })
        running.cancel()
        await running.value
    }

    @Test("What the neighbour stored and cannot be read is an alarm and not waited for; an outage is")
    func unreadable() async throws {
        let fixture = try await MintFixture()
        let first = fixture.keyset
        let slow = try await fixture.restarted()
        try fixture.signatory.rotate()
        let second = fixture.signatory.publication()
        try fixture.signatory.rotate()
        let third = fixture.signatory.publication()
        #expect(await fixture.mint.intake.accept(second))
        #expect(await fixture.mint.intake.accept(third))

        try await execute("UPDATE keyset SET state = 9 WHERE id = \(first.id)", on: fixture)
        #expect(await slow.intake.accept(second))
        #expect(slow.keysets?.generation == 1)
        #expect(slow.intake.obstacles() == ["the last keyset publication could not be stored"])
        let state = Int64(KeysetState.draining.rawValue)
        try await execute("UPDATE keyset SET state = \(state) WHERE id = \(first.id)", on: fixture)

        fixture.faults.arm(.outageBefore, at: 1)
        #expect(await !slow.intake.accept(second))
        fixture.faults.disarm()
        #expect(await slow.intake.accept(second))
        #expect(slow.keysets?.generation == 3)
        #expect(slow.keysets?.keysets == third.keysets)
        #expect(slow.intake.obstacles().isEmpty)
    }

    @Test("Of two mints that store the first publication of all at once, one stores it and both have it")
    func firstOfAll() async throws {
        let fixture = try await MintFixture()
        try await execute(
            "DELETE FROM keyset_key", "DELETE FROM keyset", "DELETE FROM signatory", on: fixture)
        let (one, other) = (try await fixture.restarted(), try await fixture.restarted())
        let publication = fixture.signatory.publication()
        async let accepted = one.intake.accept(publication)
        #expect(await other.intake.accept(publication))
        #expect(await accepted)
        for mint in [one, other] {
            #expect(mint.keysets?.digest == publication.digest)
            #expect(await mint.obstacles().isEmpty)
        }
    }
}
