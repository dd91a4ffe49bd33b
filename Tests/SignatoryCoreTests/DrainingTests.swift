internal import Cashu
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import TestSupport
internal import Testing

/// The change of a payment that was under way while keysets rotated is owed on the old keyset (NUT-08).
@Suite("Draining of rotated keysets")
struct DrainingTests {
    private let clock = TestClock()

    private func rotation(drain seconds: UInt64, operationID: OperationID = OperationID()) -> KeysetRotation {
        KeysetRotation(unit: .sat, inputFeePPK: 0, drainSeconds: seconds, operationID: operationID)
    }

    @Test("Melt change is signed after a rotation, and nothing else is")
    func change() async throws {
        let signatory = try await openSignatory(clock: clock)
        let old = try await signatory.active()
        let promised = try await signatory.blindSign(request(outputs(2, of: old), .meltChange))
        _ = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        let drained = try await signatory.keysets().keysets[0]
        #expect(drained.state == .draining)
        #expect(drained.drainUntil == clock.unixSeconds + 2_592_000)
        #expect(try await signatory.blindSign(request(outputs(2, of: old), .meltChange)) == promised)
        for purpose in SigningPurpose.allCases where purpose != .meltChange {
            let refusal = await signatory.refusal(outputs(2, of: old), purpose)
            #expect(refusal?.code == .keysetInactive)
            #expect(refusal?.keysetID == old.id)
        }
        await signatory.close()
    }

    /// The change of a payment has no second chance: refused, it is owed.
    @Test("A rotation in the middle of a request to sign melt change does not lose it, and every other is refused")
    func rotationInBetween() async throws {
        let signatory = try await openSignatory(clock: clock)
        let old = try await signatory.active()
        let requests = SigningPurpose.allCases.filter { $0 != .auth }.map { request(outputs(2, of: old), $0) }
        // As the checks before the books see them.
        let ring = try signatory.ring()
        let entries = try requests.map { SigningEntry($0, try ring.signingTasks($0, now: clock.unixSeconds)) }
        _ = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        let admission = SigningAdmission(entries: entries, now: clock.unixSeconds)
        let refusals = try await signatory.store.perform { (transaction) throws(KeysStoreError) in
            try admission.perform(&transaction)
        }
        #expect(refusals.map { $0?.code } == requests.map { $0.purpose == .meltChange ? nil : .keysetInactive })
        await signatory.close()
    }

    @Test("At the last second change is still signed; a second later it is refused, although nothing was retired")
    func end() async throws {
        let signatory = try await openSignatory(clock: clock)
        let old = try await signatory.active()
        _ = try await signatory.rotate(rotation(drain: 100))
        clock.advance(by: 100)
        #expect(await signatory.refusal(outputs(1, of: old), .meltChange) == nil)
        clock.advance(by: 1)
        let refusal = await signatory.refusal(outputs(1, of: old), .meltChange)
        #expect(refusal?.code == .keysetInactive)
        #expect(refusal?.keysetID == old.id)
        #expect(try await signatory.keysets().keysets[0].state == .draining)
        await signatory.close()
    }

    @Test("Each keyset of a unit drains until its own time, and becomes INACTIVE in one publication then")
    func retirement() async throws {
        let signatory = try await openSignatory(clock: clock)
        for seconds in [UInt64(100), 300] { _ = try await signatory.rotate(rotation(drain: seconds)) }
        var publications = signatory.publications().makeAsyncIterator()
        let before = try #require(await publications.next())
        #expect(before.generation == 3)
        #expect(before.keysets.map(\.state) == [.draining, .draining, .active])
        clock.advance(by: 100)
        try await signatory.retireExpired()
        #expect(try await signatory.keysets().generation == 3)
        clock.advance(by: 1)
        for _ in 0..<2 { try await signatory.retireExpired() }
        let first = try #require(await publications.next())
        #expect(first.generation == 4)
        #expect(first.isAuthentic)
        #expect(first.keysets.map(\.state) == [.inactive, .draining, .active])
        #expect(first.keysets.map { $0.drainUntil != nil } == [false, true, false])
        #expect(await signatory.refusal(outputs(1, of: first.keysets[1]), .meltChange) == nil)
        clock.advance(by: 200)
        for _ in 0..<2 { try await signatory.retireExpired() }
        #expect(await publications.next()?.keysets.map(\.state) == [.inactive, .inactive, .active])
        #expect(try await signatory.keysets().generation == 5)
        await signatory.close()
    }

    @Test("What drained while the signatory was down is INACTIVE after its start; what did not drains on")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        let first = try await openSignatory(.file(path), clock: clock)
        for seconds in [UInt64(100), 300] { _ = try await first.rotate(rotation(drain: seconds)) }
        let before = try await first.keysets()
        await first.close()
        let second = try await openSignatory(.file(path), clock: clock)
        #expect(try await second.keysets().digest == before.digest)
        await second.close()
        clock.advance(by: 101)
        let third = try await openSignatory(.file(path), clock: clock)
        let after = try await third.keysets()
        #expect(after.generation == before.generation + 1)
        #expect(after.keysets.map(\.state) == [.inactive, .draining, .active])
        #expect(after.keysets[1].drainUntil == before.keysets[1].drainUntil)
        await third.close()
    }

    @Test("A keyset that expires while it drains is EXPIRED")
    func expiry() async throws {
        let signatory = try await openSignatory(clock: clock)
        let expiring = KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: clock.unixSeconds + 100_000)
        let old = try await signatory.rotate(expiring).keyset
        _ = try await signatory.rotate(rotation(drain: 200_000))
        clock.advance(by: 100_001)
        #expect(await signatory.refusal(outputs(1, of: old), .meltChange)?.code == .keysetExpired)
        try await signatory.retireExpired()
        #expect(try await signatory.keysets().keysets[1].state == .expired)
        await signatory.close()
    }

    @Test("An end of draining that was edited is noticed")
    func alteredEnd() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        let signatory = try await openSignatory(.file(path))
        _ = try await signatory.rotate(rotation(drain: 100))
        await signatory.close()
        try await edit(path, "UPDATE keyset SET drain_until = drain_until + 1 WHERE state = 2")
        await #expect {
            _ = try await openSignatory(.file(path))
        } throws: { error in
            if case .alteredDatabase = error as? SignatoryStartError { true } else { false }
        }
    }
}
