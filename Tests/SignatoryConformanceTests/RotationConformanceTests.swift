internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
internal import Testing

@Suite("Rotation and publications, embedded and remote")
struct RotationConformanceTests {
    @Test("A rotation is published; the old keyset verifies and signs no more", arguments: Placement.allCases)
    func rotation(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            var publications = subject.signatory.publications().makeAsyncIterator()
            let first = try #require(await publications.next())
            let old = try await subject.active()
            let signatures = try await subject.sign(outputs(2, of: old))
            let rotated = try await subject.administration.rotate(
                KeysetRotation(unit: .sat, inputFeePPK: 100, reason: "a test"))
            let second = try #require(await publications.next())
            for publication in [first, second] { #expect(publication.isAuthentic) }
            #expect(second.identity == first.identity)
            #expect(second.generation == first.generation + 1)
            #expect(rotated.generation == second.generation)
            #expect(second.keysets.map(\.state) == [.draining, .active])
            #expect(second.keysets.last == rotated.keyset)
            #expect(rotated.keyset.idIsGenuine)
            #expect(rotated.keyset.inputFeePPK == 100)
            #expect(rotated.keyset.keys.amounts == old.keys.amounts)
            #expect(Set(rotated.keyset.keys.publicKeys).isDisjoint(with: old.keys.publicKeys))
            let error = await refusal { () throws(SignatoryError) in try await subject.sign(outputs(1, of: old)) }
            #expect(error?.code == .keysetInactive)
            #expect(error?.keysetID == old.id)
            #expect(try await subject.signatory.verify(claims(of: signatures)) == .valid)
            #expect(try await subject.sign(outputs(1, of: rotated.keyset)).count == 1)
        }
    }

    @Test(
        "Everyone who listens gets each publication, and who comes late the current one",
        arguments: Placement.allCases)
    func listeners(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            var early = subject.signatory.publications().makeAsyncIterator()
            #expect(await early.next()?.generation == 1)
            for generation in UInt64(2)...4 {
                _ = try await subject.administration.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
                #expect(await early.next()?.generation == generation)
            }
            var late = subject.signatory.publications().makeAsyncIterator()
            let publication = try #require(await late.next())
            #expect(publication.generation == 4)
            let current = try await subject.administration.keysets()
            #expect(publication.digest == current.digest)
        }
    }

    @Test("Rotations of nonsense are refused and change nothing", arguments: Placement.allCases)
    func refusals(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let twin = try #require(CurrencyUnit("sw8w2a_hth_gapj1_vj5suo3ji_"))
            let generation = try await subject.administration.keysets().generation
            let tooLong = KeysetRotation.maximumDrainSeconds + 1
            let cases: [(KeysetRotation, SignatoryError.Code)] = [
                (KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: [0, 1]), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: [2, 1]), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: [1, 1]), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: [1, 1 << 63]), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: (1...65).map { UInt64($0) }), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: .max), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: 0), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: 1_700_000_000), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: .max), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, drainSeconds: tooLong), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, drainSeconds: .max), .invalidArgument),
                (KeysetRotation(unit: .sat, inputFeePPK: 0, expectedGeneration: generation + 1), .staleGeneration),
                (KeysetRotation(unit: twin, inputFeePPK: 0), .unitCollision),
            ]
            for (rotation, code) in cases {
                let error = await refusal { () throws(SignatoryError) in
                    try await subject.administration.rotate(rotation)
                }
                #expect(error?.code == code)
            }
            #expect(try await subject.administration.keysets().generation == generation)
        }
    }

    @Test("After a rotation the old keyset signs melt change only, until its time", arguments: Placement.allCases)
    func draining(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            var publications = subject.signatory.publications().makeAsyncIterator()
            _ = await publications.next()
            let old = try await subject.active()
            for seconds in [UInt64(1_000), KeysetRotation.maximumDrainSeconds] {
                let rotation = KeysetRotation(unit: .sat, inputFeePPK: 0, drainSeconds: seconds)
                _ = try await subject.administration.rotate(rotation)
                #expect(await publications.next()?.isAuthentic == true)
            }
            #expect(try await subject.sign(outputs(2, of: old), .meltChange).count == 2)
            let error = await refusal { () throws(SignatoryError) in try await subject.sign(outputs(2, of: old)) }
            #expect(error?.code == .keysetInactive)
            let keysets = try await subject.administration.keysets().keysets
            #expect(keysets.map(\.state) == [.draining, .draining, .active])
            #expect(keysets[0].drainUntil == keysets[1].createdAt + 1_000)
            #expect(keysets[1].drainUntil == keysets[2].createdAt + KeysetRotation.maximumDrainSeconds)
            #expect(keysets[2].drainUntil == nil)
        }
    }

    @Test("Without draining the old keyset is INACTIVE at once", arguments: Placement.allCases)
    func withoutDraining(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let old = try await subject.active()
            let rotation = KeysetRotation(unit: .sat, inputFeePPK: 0, drainSeconds: 0)
            _ = try await subject.administration.rotate(rotation)
            let error = await refusal { () throws(SignatoryError) in
                try await subject.sign(outputs(1, of: old), .meltChange)
            }
            #expect(error?.code == .keysetInactive)
            let keysets = try await subject.administration.keysets().keysets
            #expect(keysets.map(\.state) == [.inactive, .active])
            #expect(keysets[0].drainUntil == nil)
        }
    }

    @Test("An operation id stands for one rotation", arguments: Placement.allCases)
    func idempotency(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let id = OperationID()
            let rotation = KeysetRotation(unit: .sat, inputFeePPK: 0, operationID: id)
            let made = try await subject.administration.rotate(rotation)
            let again = try await subject.administration.rotate(rotation)
            #expect(again.keyset == made.keyset)
            #expect(again.generation == made.generation)
            for other in [
                KeysetRotation(unit: .sat, inputFeePPK: 1, operationID: id),
                KeysetRotation(unit: .sat, inputFeePPK: 0, drainSeconds: 0, operationID: id),
            ] {
                let error = await refusal { () throws(SignatoryError) in
                    try await subject.administration.rotate(other)
                }
                #expect(error?.code == .idempotencyMismatch)
            }
            #expect(try await subject.administration.keysets().generation == made.generation)
        }
    }

    @Test("Fee, amounts, expiry and version of the id are those that were asked for", arguments: Placement.allCases)
    func terms(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            for version in KeysetIDVersion.allCases {
                let asked = KeysetRotation(
                    unit: .sat, inputFeePPK: 250, amounts: [1, 5, 1 << 62], finalExpiry: 4_000_000_000,
                    idVersion: version)
                let dry = KeysetRotation(
                    unit: .sat, inputFeePPK: 250, amounts: [1, 5, 1 << 62], finalExpiry: 4_000_000_000,
                    idVersion: version, isDryRun: true)
                let foreseen = try await subject.administration.rotate(dry)
                #expect(foreseen.isDryRun)
                let keyset = try await subject.administration.rotate(asked).keyset
                #expect(keyset.id == foreseen.keyset.id)
                #expect(keyset.id.version == version)
                #expect(keyset.keys.amounts == [1, 5, 1 << 62])
                #expect(keyset.inputFeePPK == 250)
                #expect(keyset.finalExpiry == 4_000_000_000)
                #expect(keyset.idIsGenuine)
            }
        }
    }

    @Test("The status tells generation, readiness and release", arguments: Placement.allCases)
    func status(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let status = try await subject.signatory.status()
            #expect(status.isReady)
            #expect(status.generation == 1)
            #expect(status.version.hasPrefix("signatory/"))
            #expect(try await subject.administration.status().generation == 1)
        }
        try await withSignatory(placement, units: []) { subject in
            let status = try await subject.administration.status()
            #expect(!status.isReady)
        }
    }
}
