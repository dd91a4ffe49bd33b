internal import Cashu
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import TestSupport
internal import Testing

/// Who can write to the keys database of a running signatory must not get its signature under what he wrote.
@Suite("A keys database that is edited while the signatory runs")
struct AlteredWhileRunningTests {
    static let alterations: [SQL] = [
        "UPDATE keyset SET state = 3",
        "UPDATE keyset SET input_fee_ppk = 100",
        "UPDATE keyset SET final_expiry = 4000000000",
        "UPDATE keyset SET derivation_index = 2",
        "UPDATE unit SET name = 'usd'",
        "UPDATE pubkey SET amount = 3 WHERE amount = 4",
        "DELETE FROM pubkey WHERE amount = 128",
        "UPDATE meta SET generation = 7",
        "DELETE FROM pubkey",
        "DELETE FROM meta",
    ]

    private func alter(_ signatory: EmbeddedSignatory, _ statement: SQL) async throws {
        try await signatory.store.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(statement)
        }
    }

    @Test("A rotation does not sign the edit, and what was published stays", arguments: alterations.indices)
    func rotation(_ index: Int) async throws {
        let signatory = try await openSignatory()
        let before = try await signatory.keysets()
        try await alter(signatory, Self.alterations[index])
        let usd = try #require(CurrencyUnit("usd"))
        for rotation in [
            KeysetRotation(unit: .sat, inputFeePPK: 0), KeysetRotation(unit: usd, inputFeePPK: 0, isDryRun: true),
        ] {
            #expect(await signatory.refusal(of: rotation)?.code == .internalFailure)
        }
        let after = try await signatory.keysets()
        #expect(after.generation == before.generation && after.digest == before.digest)
        await signatory.close()
    }

    @Test("The retirement of an expired keyset does not sign the edit")
    func retirement() async throws {
        let clock = TestClock()
        let signatory = try await openSignatory(clock: clock)
        _ = try await signatory.rotate(
            KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: clock.unixSeconds + 100_000))
        clock.advance(by: 100_001)
        try await alter(signatory, "UPDATE keyset SET input_fee_ppk = 100 WHERE position = 0")
        let error = await #expect(throws: SignatoryError.self) { try await signatory.retireExpired() }
        #expect(error == SignatoryError(.internalFailure, "the keys database was altered"))
        #expect(try await signatory.keysets().generation == 2)
        await signatory.close()
    }

    @Test("A ring takes a signer over only for the very same keys")
    func takingOver() async throws {
        let signatory = try await openSignatory()
        let ring = try signatory.ring()
        let keyset = try await signatory.active()
        let altered = [
            Keyset(
                id: keyset.id, unit: keyset.unit, state: .active, inputFeePPK: 1, keys: keyset.keys,
                finalExpiry: nil, derivationIndex: keyset.derivationIndex, createdAt: keyset.createdAt),
            Keyset(
                id: keyset.id, unit: keyset.unit, state: .active, inputFeePPK: 0, keys: keyset.keys,
                finalExpiry: nil, derivationIndex: 2, createdAt: keyset.createdAt),
        ]
        for keyset in altered {
            let signed = signatory.identityKey.publication(generation: 2, keysets: [keyset])
            let error = #expect(throws: SignatoryStartError.self) {
                try signatory.ring(signed, after: ring)
            }
            guard case .alteredKeyset(keyset.id, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        await signatory.close()
    }
}
