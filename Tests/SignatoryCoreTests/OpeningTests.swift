internal import Cashu
internal import CashuSecrets
internal import Foundation
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Opening the keys database")
struct OpeningTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path(of: "keys.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    private func refusal(
        seed: Seed = testSeed(), units: [CurrencyUnit] = [.sat], mayCreate: Bool = true
    ) async throws -> SignatoryStartError? {
        do {
            let signatory = try await openSignatory(.file(path), units: units, seed: seed, mayCreate: mayCreate)
            await signatory.close()
            return nil
        } catch let error as SignatoryStartError {
            return error
        }
    }

    @Test("A new database gets one active keyset for each unit of the configuration, at generation 1")
    func newDatabase() async throws {
        let usd = try #require(CurrencyUnit("usd"))
        let signatory = try await openSignatory(.file(path), units: [.sat, usd])
        let publication = try await signatory.keysets()
        #expect(publication.generation == 1)
        #expect(publication.isAuthentic)
        #expect(publication.identity == signatory.identity)
        #expect(publication.keysets.map(\.unit) == [.sat, usd])
        #expect(publication.keysets.allSatisfy { $0.state == .active && $0.idIsGenuine && $0.derivationIndex == 1 })
        await signatory.close()
    }

    @Test("A database that is absent or empty is not begun anew unless that is allowed")
    func absentDatabase() async throws {
        let expected = "the keys database \(path) is not there: restore it, or make a new mint with 'signatory init'"
        #expect(try await refusal(mayCreate: false)?.description == expected)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(try await refusal(mayCreate: false)?.description == expected)
        #expect(try await refusal(mayCreate: true) == nil)
        #expect(try await refusal(mayCreate: false) == nil)
    }

    @Test("A second start publishes the very same bytes")
    func restart() async throws {
        let first = try await openSignatory(.file(path))
        let before = try await first.keysets()
        let signatures = try await first.blindSign(request(outputs(3, of: first.active())))
        await first.close()
        let second = try await openSignatory(.file(path))
        let after = try await second.keysets()
        #expect(after.generation == before.generation)
        #expect(after.keysets == before.keysets)
        #expect(after.signature == before.signature)
        #expect(try await second.blindSign(request(outputs(3, of: second.active()))) == signatures)
        await second.close()
    }

    @Test("A unit that is added to the configuration gets its keyset at the next start")
    func addedUnit() async throws {
        await (try openSignatory(.file(path))).close()
        let usd = try #require(CurrencyUnit("usd"))
        let signatory = try await openSignatory(.file(path), units: [.sat, usd])
        let publication = try await signatory.keysets()
        #expect(publication.generation == 2)
        #expect(publication.keysets.map(\.unit) == [.sat, usd])
        await signatory.close()
    }

    @Test("Another seed is refused as the wrong seed, and with the right one all is as before")
    func wrongSeed() async throws {
        await (try openSignatory(.file(path))).close()
        let error = try await refusal(seed: testSeed(2))
        guard case .wrongSeed(let database, let seed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(database == testSeed().fingerprint)
        #expect(seed == testSeed(2).fingerprint)
        #expect(error?.description.hasPrefix("wrong seed") == true)
        #expect(try await refusal() == nil)
    }

    @Test("A database of a newer release is refused")
    func newerSchema() async throws {
        await (try openSignatory(.file(path))).close()
        try await edit(path, "INSERT INTO migration (number, name, statements) VALUES (3, 'later', '')")
        guard case .unsuitableSchema(let reason) = try await refusal() else {
            Issue.record("the newer schema was accepted")
            return
        }
        #expect(reason.contains("newer"))
    }

    static let alterations: [SQL] = [
        "UPDATE keyset SET state = 3",
        "UPDATE keyset SET state = 9",
        "UPDATE keyset SET input_fee_ppk = 100",
        "UPDATE keyset SET final_expiry = 4000000000",
        "UPDATE keyset SET derivation_index = 2",
        "UPDATE keyset SET created_at = created_at + 1",
        "UPDATE unit SET name = 'usd'",
        "UPDATE pubkey SET amount = 3 WHERE amount = 4",
        "UPDATE pubkey SET amount = amount + 1000 WHERE amount < 3",
        "DELETE FROM pubkey WHERE amount = 128",
        "DELETE FROM pubkey",
        """
        UPDATE pubkey SET pubkey = x'0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'
        WHERE amount = 1
        """,
        "UPDATE pubkey SET pubkey = x'00' WHERE amount = 1",
        "UPDATE meta SET generation = 7",
        "UPDATE meta SET signature = zeroblob(64)",
        "UPDATE meta SET signature = x''",
        "DELETE FROM meta",
    ]

    @Test("Whatever row of the keysets was edited, the signatory does not start", arguments: alterations.indices)
    func alteredRow(_ index: Int) async throws {
        await (try openSignatory(.file(path))).close()
        try await edit(path, "PRAGMA defer_foreign_keys = ON", Self.alterations[index])
        let error = try await refusal()
        switch error {
        case .alteredKeyset, .alteredDatabase:
            #expect(error?.description.hasPrefix("the keys database was altered") == true)
        default: Issue.record("\(Self.alterations[index].text(in: .sqlite)): \(String(describing: error))")
        }
    }

    @Test("A keyset that was moved to keys of another seed is named")
    func alteredKeysetIsNamed() async throws {
        let signatory = try await openSignatory(.file(path))
        let id = try await signatory.active().id
        await signatory.close()
        try await edit(path, "UPDATE keyset SET derivation_index = 2")
        guard case .alteredKeyset(let altered, _) = try await refusal() else {
            Issue.record("the altered keyset was accepted")
            return
        }
        #expect(altered == id)
    }

    @Test("Two units of one derivation path are refused, and nothing is written")
    func collidingUnits() async throws {
        let twin = try #require(CurrencyUnit("sw8w2a_hth_gapj1_vj5suo3ji_"))
        guard case .refusedKeyset(let error) = try await refusal(units: [.sat, twin]) else {
            Issue.record("the collision was not noticed")
            return
        }
        #expect(error.code == .unitCollision)
        let signatory = try await openSignatory(.file(path))
        #expect(try await signatory.keysets().keysets.count == 1)
        await signatory.close()
    }

    @Test("A database that another signatory has open is refused")
    func locked() async throws {
        let signatory = try await openSignatory(.file(path))
        guard case .databaseInUse = try await refusal() else {
            Issue.record("two signatories share a database")
            return
        }
        await signatory.close()
    }

    @Test("A keyset past its final expiry is EXPIRED after a start and makes a new generation")
    func expiredAtStart() async throws {
        let clock = TestClock()
        let first = try await openSignatory(.file(path), clock: clock)
        let made = try await first.rotate(
            KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: clock.unixSeconds + 100_000))
        await first.close()
        clock.advance(by: 100_001)
        let second = try await openSignatory(.file(path), clock: clock)
        let publication = try await second.keysets()
        #expect(publication.generation == made.generation + 1)
        #expect(publication.keysets.last?.state == .expired)
        #expect(try await second.status().isReady == false)
        await second.close()
    }

    @Test("A closed signatory answers unavailable")
    func closed() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        await signatory.close()
        #expect(await signatory.refusal(outputs(1, of: keyset))?.code == .unavailable)
        #expect(await signatory.refusal(of: KeysetRotation(unit: .sat, inputFeePPK: 0))?.code == .unavailable)
        for await _ in signatory.publications() { Issue.record("a closed signatory publishes") }
    }
}
