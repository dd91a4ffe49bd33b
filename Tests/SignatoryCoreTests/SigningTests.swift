internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import Testing

@Suite("Signing by the state of the keyset")
struct SigningTests {
    @Test("A draining keyset signs melt change and nothing else")
    func draining() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let ring = try await ring(signatory, .draining)
        for purpose in SigningPurpose.allCases where purpose != .meltChange {
            #expect(refusal(ring, keyset, purpose)?.code == .keysetInactive)
        }
        #expect(refusal(ring, keyset, .meltChange) == nil)
        await signatory.close()
    }

    @Test(
        "A keyset that is no longer active signs nothing",
        arguments: [
            (KeysetState.inactive, SignatoryError.Code.keysetInactive), (.expired, .keysetExpired),
            (.revoked, .keysetRevoked),
        ])
    func retired(_ state: KeysetState, _ code: SignatoryError.Code) async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let ring = try await ring(signatory, state)
        for purpose in SigningPurpose.allCases {
            let refusal = refusal(ring, keyset, purpose)
            #expect(refusal?.code == code)
            #expect(refusal?.keysetID == keyset.id)
            #expect(refusal?.index == 0)
        }
        await signatory.close()
    }

    @Test("Expiry is strict: at the very second a keyset still signs, a second later it neither signs nor verifies")
    func expiry() async throws {
        let clock = TestClock()
        let signatory = try await openSignatory(clock: clock)
        let expiry = clock.unixSeconds + 100_000
        let keyset = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: expiry)).keyset
        clock.advance(by: 100_000)
        let signature = try await signatory.blindSign(request(outputs(1, of: keyset)))[0]
        let claim = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(secret(0)), signature: signature.point)
        #expect(try await signatory.verify([claim]) == .valid)
        clock.advance(by: 1)
        #expect(await signatory.refusal(outputs(1, of: keyset))?.code == .keysetExpired)
        await #expect {
            try await signatory.verify([claim])
        } throws: { error in
            (error as? SignatoryError)?.code == .keysetExpired
        }
        await signatory.close()
    }

    @Test("A running signatory publishes that a keyset has expired, once")
    func retireExpired() async throws {
        let clock = TestClock()
        let signatory = try await openSignatory(clock: clock)
        _ = try await signatory.rotate(
            KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: clock.unixSeconds + 100_000))
        var publications = signatory.publications().makeAsyncIterator()
        #expect(await publications.next()?.generation == 2)
        try await signatory.retireExpired()
        clock.advance(by: 100_001)
        try await signatory.retireExpired()
        try await signatory.retireExpired()
        let publication = try #require(await publications.next())
        #expect(publication.generation == 3)
        #expect(publication.keysets.map(\.state) == [.draining, .expired])
        #expect(publication.isAuthentic)
        #expect(try await signatory.keysets().generation == 3)
        await signatory.close()
    }

    @Test("A thousand outputs are signed in order, with the bytes that each gets alone")
    func thousand() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let all = outputs(1_000, of: keyset)
        let signatures = try await signatory.blindSign(request(all))
        #expect(signatures.count == 1_000)
        for position in [0, 1, 15, 16, 17, 500, 998, 999] {
            #expect(try await signatory.blindSign(request([all[position]])) == [signatures[position]])
        }
        let claims = zip(signatures, 0...).map { signature, number in
            ProofClaim(
                amount: 1, keysetID: keyset.id, preimage: .point(secret(number).point), signature: signature.point)
        }
        #expect(try await signatory.verify(claims) == .valid)
        await signatory.close()
    }

    @Test("A cancelled request of many outputs gives no signatures")
    func cancelled() async throws {
        let signatory = try await openSignatory()
        let all = outputs(1_000, of: try await signatory.active())
        let task = Task {
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            return await signatory.refusal(all)
        }
        #expect(await task.value?.code == .cancelled)
        #expect(try await signatory.status().signedOutputs == 0)
        await signatory.close()
    }

    @Test("Requests at once that rotate and sign see either ring whole", .timeLimit(.minutes(2)))
    func signingDuringRotation() async throws {
        let signatory = try await openSignatory()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<10 { _ = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0)) }
            }
            for worker in 0..<4 {
                group.addTask {
                    for round in 0..<25 {
                        let keyset = try await signatory.active()
                        let refusal = await signatory.refusal(outputs(2, of: keyset, from: 100 * worker + round))
                        #expect(refusal == nil || refusal?.code == .keysetInactive)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await signatory.keysets().generation == 11)
        await signatory.close()
    }

    /// The ring of the signatory with its only keyset in another state.
    private func ring(_ signatory: EmbeddedSignatory, _ state: KeysetState) async throws -> KeyRing {
        let id = try await signatory.active().id
        let (identity, now) = (signatory.identityKey, signatory.clock.now())
        let publication = try await signatory.store.database.write { (transaction) throws(KeysStoreError) in
            try transaction.setState(state, of: id, drainUntil: state == .draining ? now + 1 : nil, at: now)
            return try transaction.publish(identity)
        }
        return try signatory.ring(publication, after: nil)
    }

    private func refusal(_ ring: KeyRing, _ keyset: Keyset, _ purpose: SigningPurpose) -> SignatoryError? {
        do throws(SignatoryError) {
            _ = try ring.signingTasks(request(outputs(1, of: keyset), purpose), now: 1_800_000_000)
            return nil
        } catch {
            return error
        }
    }
}
