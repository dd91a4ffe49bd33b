internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Rotation of keysets")
struct RotationTests {
    @Test("The derivation vectors of CDK come out of a rotation")
    func vectors() async throws {
        let signatory = try await openSignatory(units: [])
        // An id of version 1 commits to the keys alone, and these count the amounts: any 64 give CDK's id.
        let sat = try await signatory.rotate(
            KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: (1...64).map { UInt64($0) }, idVersion: .version1))
        #expect(sat.keyset.id.hex == "00b5a0580f75cc2f")
        let auth = try await signatory.rotate(
            KeysetRotation(unit: .auth, inputFeePPK: 0, amounts: [1], idVersion: .version1))
        #expect(auth.keyset.id.hex == "00e1cf6079abb988")
        #expect(
            auth.keyset.keys.publicKeys.map(\.hex)
                == ["025b6c1ca8bb741a6f2321c953266df7bf3f3f2c3be8c54c0a6e41bb00976046a4"])
        await signatory.close()
    }

    @Test("The default keyset of a new unit has the amounts of the configuration")
    func defaultAmounts() async throws {
        let signatory = try await openSignatory(units: [])
        let made = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        #expect(made.keyset.keys.amounts == (0..<8).map { 1 << UInt64($0) })
        await signatory.close()
        #expect(KeysetDefaults().amounts.count == 32)
        #expect(KeysetDefaults().amounts.last == 1 << 31)
        #expect(KeysetDefaults(units: [], maximumOrder: 63, idVersion: .version2)?.amounts.last == 1 << 62)
        #expect(KeysetDefaults(units: [], maximumOrder: 64, idVersion: .version2) == nil)
        #expect(KeysetDefaults(units: [], maximumOrder: 0, idVersion: .version2) == nil)
    }

    @Test("Of eight rotations that expect one generation exactly one wins")
    func concurrentlyExpectedGeneration() async throws {
        let directory = try TemporaryDirectory()
        let signatory = try await openSignatory(.file(directory.path(of: "keys.sqlite")))
        let codes = await withTaskGroup(of: SignatoryError.Code?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await signatory.refusal(
                        of: KeysetRotation(unit: .sat, inputFeePPK: 0, expectedGeneration: 1))?.code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .staleGeneration } == 7)
        #expect(try await signatory.keysets().generation == 2)
        await signatory.close()
    }

    @Test("Rotations at once of whatever is current all happen, and leave one active keyset that signs")
    func concurrentRotations() async throws {
        let signatory = try await openSignatory()
        let refusals = await withTaskGroup(of: SignatoryError?.self) { group in
            for fee in UInt64(0)..<8 {
                group.addTask { await signatory.refusal(of: KeysetRotation(unit: .sat, inputFeePPK: fee)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.allSatisfy { $0 == nil })
        let publication = try await signatory.keysets()
        #expect(publication.generation == 9)
        #expect(publication.keysets.map(\.derivationIndex) == Array(1...9))
        #expect(publication.keysets.count { $0.state == .active } == 1)
        #expect(try await signatory.blindSign(request(outputs(2, of: signatory.active()))).count == 2)
        await signatory.close()
    }

    @Test("A rotation repeated under its id gives its keyset again, also after a restart and later rotations")
    func repeated() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        let rotation = KeysetRotation(unit: .sat, inputFeePPK: 100, expectedGeneration: 1, reason: "yearly")
        let first = try await openSignatory(.file(path))
        let made = try await first.rotate(rotation)
        let again = try await first.rotate(rotation)
        #expect(again.keyset == made.keyset)
        #expect(again.generation == made.generation)
        _ = try await first.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        await first.close()
        let second = try await openSignatory(.file(path))
        let later = try await second.rotate(rotation)
        #expect(later.keyset.id == made.keyset.id)
        #expect(later.generation == made.generation)
        #expect(try await second.keysets().generation == 3)
        await second.close()
    }

    @Test("A dry run reports the keyset that the rotation then makes, and takes no index")
    func dryRun() async throws {
        let signatory = try await openSignatory()
        let before = try await signatory.keysets()
        var ids: [KeysetID] = []
        for isDryRun in [true, true, false] {
            let rotated = try await signatory.rotate(
                KeysetRotation(unit: .sat, inputFeePPK: 7, isDryRun: isDryRun, operationID: OperationID()))
            #expect(rotated.isDryRun == isDryRun)
            ids.append(rotated.keyset.id)
            if isDryRun { #expect(try await signatory.keysets().digest == before.digest) }
        }
        #expect(Set(ids).count == 1)
        #expect(try await signatory.keysets().generation == before.generation + 1)
        await signatory.close()
    }

    @Test("A unit that shares the derivation path of another is refused")
    func unitCollision() async throws {
        let signatory = try await openSignatory()
        let twin = try #require(CurrencyUnit("sw8w2a_hth_gapj1_vj5suo3ji_"))
        #expect(await signatory.refusal(of: KeysetRotation(unit: twin, inputFeePPK: 0))?.code == .unitCollision)
        #expect(try await signatory.keysets().keysets.count == 1)
        await signatory.close()
    }

    @Test("An index whose keyset is gone from the database is not used again")
    func indexIsNeverReused() async throws {
        let signatory = try await openSignatory()
        let made = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        // Leaves the counter as an older copy of the database would have it.
        try await signatory.store.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE unit SET next_derivation_index = 2")
        }
        let refusal = await signatory.refusal(of: KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: [1, 3]))
        #expect(refusal?.code == .internalFailure)
        #expect(try await signatory.keysets().generation == made.generation)
        await signatory.close()
    }

    @Test("A key is refused under a second id")
    func keyUnderTwoIDs() async throws {
        let signatory = try await openSignatory()
        let old = try await signatory.active()
        let usd = try #require(CurrencyUnit("usd"))
        let other = Keyset(
            id: KeysetID.deriveVersion2(old.keys, unit: usd, inputFeePPK: 0, finalExpiry: nil), unit: usd,
            state: .active, inputFeePPK: 0, keys: old.keys, finalExpiry: nil, derivationIndex: 1,
            createdAt: old.createdAt)
        await #expect(throws: TransactionError<KeysStoreError>.self) {
            try await signatory.store.database.write { (transaction) throws(KeysStoreError) in
                try transaction.insert(other)
            }
        }
        await signatory.close()
    }

    @Test("A second active keyset of a unit is refused by the database")
    func oneActive() async throws {
        let signatory = try await openSignatory()
        let first = try await signatory.active()
        _ = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        await #expect(throws: TransactionError<KeysStoreError>.self) {
            try await signatory.store.database.write { (transaction) throws(KeysStoreError) in
                try transaction.setState(.active, of: first.id, at: 0)
            }
        }
        await signatory.close()
    }
}
