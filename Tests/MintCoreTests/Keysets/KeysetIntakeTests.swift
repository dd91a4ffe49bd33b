import Cashu
import CashuCrypto
import CashuSecrets
import MintStore
import SignatoryAPI
import Testing

@testable import MintCore

@Suite("Keyset intake")
struct KeysetIntakeTests {
    private func refusal(
        _ publication: KeysetPublication, after known: KeysetSnapshot?, pinned: PublicKey? = nil
    ) -> KeysetRefusal? {
        do throws(KeysetRefusal) {
            _ = try KeysetBoard.validate(publication, after: known, pinned: pinned)
            return nil
        } catch {
            return error
        }
    }

    private func changed(
        _ keyset: Keyset, id: KeysetID? = nil, unit: CurrencyUnit? = nil, state: KeysetState? = nil, fee: UInt64? = nil,
        keys: KeysetKeys? = nil
    ) -> Keyset {
        let unit = unit ?? keyset.unit
        let fee = fee ?? keyset.inputFeePPK
        let keys = keys ?? keyset.keys
        return Keyset(
            id: id ?? KeysetID.derive(.version2, keys, unit: unit, inputFeePPK: fee, finalExpiry: keyset.finalExpiry),
            unit: unit, state: state ?? keyset.state, inputFeePPK: fee, keys: keys, finalExpiry: keyset.finalExpiry,
            derivationIndex: keyset.derivationIndex, createdAt: keyset.createdAt)
    }

    @Test("Each reason to refuse a publication is told apart")
    func refusals() throws {
        let signatory = try TestSignatory()
        let known = try KeysetBoard.validate(signatory.publication(), after: nil, pinned: nil)
        let first = signatory.active
        try signatory.rotate(fee: 100)
        let second = signatory.active
        let drained = first.with(.draining)
        let genuine = signatory.publication()
        #expect(refusal(genuine, after: known) == nil)
        let latest = try KeysetBoard.validate(genuine, after: known, pinned: signatory.identity.publicKey)

        let forged = KeysetPublication(
            generation: 3, identity: genuine.identity, keysets: genuine.keysets, digest: genuine.digest,
            signature: genuine.signature)
        #expect(refusal(forged, after: known) == .notAuthentic)
        let other = try TestSignatory(seed: 8)
        #expect(refusal(other.publication(), after: known) == .otherSignatory)
        #expect(refusal(genuine, after: nil, pinned: other.identity.publicKey) == .otherSignatory)
        #expect(refusal(other.publication(), after: known, pinned: other.identity.publicKey) == .otherSignatory)
        #expect(refusal(signatory.publish([], generation: 3), after: nil) == .empty)
        #expect(
            refusal(signatory.publish([drained, second], generation: 1), after: latest) == .rolledBack(from: 2, to: 1))
        #expect(
            refusal(signatory.publish([first.with(.inactive), second], generation: 2), after: latest)
                == .altered(generation: 2))
        let misnamed = changed(first, id: second.id)
        #expect(refusal(signatory.publish([misnamed], generation: 3), after: nil) == .idNotGenuine(second.id))
        #expect(refusal(signatory.publish([drained, drained], generation: 3), after: nil) == .duplicateID(first.id))
        #expect(refusal(signatory.publish([second], generation: 3), after: latest) == .vanished(first.id))
        #expect(
            refusal(signatory.publish([first, second], generation: 3), after: latest)
                == .severalActive(.sat))
        #expect(
            refusal(signatory.publish([first, second.with(.inactive)], generation: 3), after: latest)
                == .revived(first.id))
        let twin = changed(second, fee: 7, keys: first.keys)
        #expect(refusal(signatory.publish([drained, twin], generation: 3), after: nil) == .keyReused(twin.id))
        let high = try #require(
            KeysetKeys(amounts: [UInt64(1) << 63], publicKeys: [first.keys.publicKeys[0]]))
        let tooHigh = changed(first, keys: high)
        #expect(refusal(signatory.publish([tooHigh], generation: 3), after: nil) == .denominationTooHigh(tooHigh.id))
    }

    @Test("A version 1 id does not commit to the fee, so a changed fee is looked for")
    func rewritten() throws {
        let signatory = try TestSignatory()
        let keyset = signatory.active
        let id = KeysetID.deriveVersion1(keyset.keys)
        let old = changed(keyset, id: id)
        let known = try KeysetBoard.validate(signatory.publish([old], generation: 1), after: nil, pinned: nil)
        let dearer = changed(keyset, id: id, fee: 1_000)
        #expect(refusal(signatory.publish([dearer], generation: 2), after: known) == .rewritten(id))
    }

    @Test("A refused publication changes nothing and stays an obstacle until one is accepted")
    func obstacle() async throws {
        let fixture = try await MintFixture()
        let before = fixture.mint.keysets?.generation
        let other = try TestSignatory(seed: 9)
        #expect(await fixture.mint.obstacles().isEmpty)
        #expect(await fixture.mint.intake.accept(other.publication()))
        fixture.clock.advance(seconds: 1)
        #expect(fixture.mint.keysets?.generation == before)
        #expect(fixture.mint.keysets?.identity == fixture.signatory.identity.publicKey)
        #expect(await fixture.mint.obstacles() == ["the last keyset publication was refused: otherSignatory"])
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        fixture.clock.advance(seconds: 1)
        #expect(await fixture.mint.obstacles().isEmpty)
    }

    @Test("What was accepted is there after a restart, and still the measure of what comes")
    func restart() async throws {
        let fixture = try await MintFixture()
        try fixture.signatory.rotate(fee: 5)
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        let mint = try await fixture.restarted()
        #expect(mint.keysets?.generation == 2)
        #expect(mint.keysets?.keysets == fixture.mint.keysets?.keysets)
        #expect(mint.keysets?.digest == fixture.mint.keysets?.digest)
        #expect(await mint.intake.accept(fixture.signatory.publish([fixture.keyset], generation: 1)))
        #expect(mint.keysets?.generation == 2)
        #expect(await mint.obstacles().count == 1)
    }

    @Test("A database with the keysets of another signatory than the one configured is not served from")
    func pinnedOther() async throws {
        let fixture = try await MintFixture()
        var settings = fixture.settings
        settings.signatoryIdentity = try TestSignatory(seed: 9).identity.publicKey
        let mint = Mint(
            settings: settings, database: fixture.database, signatory: fixture.signatory, backend: fixture.backend,
            clock: fixture.clock, logger: MintFixture.logger)
        #expect(await Outcome.of { () throws(MintFailure) in try await mint.start() } == .internalFailure)
    }

    @Test("A publication that cannot be stored is not put up, and is tried again")
    func notStored() async throws {
        let fixture = try await MintFixture()
        try fixture.signatory.rotate()
        fixture.faults.arm(.outageBefore, at: 1)
        #expect(await !fixture.mint.intake.accept(fixture.signatory.publication()))
        #expect(fixture.mint.keysets?.generation == 1)
        #expect(
            await fixture.mint.obstacles() == [
                "the last keyset publication could not be stored",
                "the database does not say whether melting may go on", "the database takes no write",
            ])
        fixture.faults.disarm()
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        #expect(fixture.mint.keysets?.generation == 2)
    }

    @Test("A mint whose neighbour on the same database was faster takes up what the neighbour stored, without alarm")
    func fasterNeighbour() async throws {
        let fixture = try await MintFixture()
        let slow = try await fixture.restarted()
        try fixture.signatory.rotate()
        let second = fixture.signatory.publication()
        try fixture.signatory.rotate()
        let third = fixture.signatory.publication()
        #expect(await fixture.mint.intake.accept(second))
        #expect(await fixture.mint.intake.accept(third))
        #expect(slow.keysets?.generation == 1)
        #expect(await slow.intake.accept(second))
        #expect(slow.keysets?.generation == 3)
        #expect(slow.keysets?.keysets == third.keysets)
        #expect(await slow.obstacles().isEmpty)
        #expect(await slow.intake.accept(third))
        #expect(await slow.obstacles().isEmpty)
    }

    @Test("Two mints on one database do not accept two publications of one generation, or of two signatories")
    func alteredForTheNeighbour() async throws {
        let fixture = try await MintFixture()
        let slow = try await fixture.restarted()
        let first = fixture.keyset
        let (one, other) = (
            fixture.signatory.publish([first.with(.draining)], generation: 2),
            fixture.signatory.publish([first.with(.inactive)], generation: 2)
        )
        #expect(await fixture.mint.intake.accept(one))
        #expect(await slow.intake.accept(other))
        #expect(slow.keysets?.generation == 1)
        #expect(
            await slow.obstacles().first == "the last keyset publication was refused: altered(generation: 2)")
        #expect(await slow.intake.accept(one))
        #expect(slow.keysets?.digest == one.digest)
    }
}
