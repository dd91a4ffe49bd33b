internal import Cashu
internal import Foundation
internal import SignatoryAPI
@testable import SignatoryCore
internal import TestSupport
internal import Testing

@Suite("Deactivation, revocation and the schedule")
struct DeactivationTests {
    @Test("A deactivated keyset signs nothing and verifies; repeating it changes nothing; it cannot come back")
    func deactivation() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let signatures = try await signatory.blindSign(request(outputs(1, of: keyset)))
        let done = try await signatory.deactivate(KeysetDeactivation(keysetID: keyset.id))
        #expect(done.keyset.state == .inactive && done.generation == 2)
        #expect(try await signatory.deactivate(KeysetDeactivation(keysetID: keyset.id)).generation == 2)
        for purpose in [SigningPurpose.swap, .mint, .meltChange] {
            #expect(await signatory.refusal(outputs(1, of: keyset, from: 1), purpose)?.code == .keysetInactive)
        }
        let claim = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(secret(0)), signature: signatures[0].point)
        #expect(try await signatory.verify([claim]) == .valid)
        #expect(try await signatory.status().isReady == false)
        await signatory.close()
    }

    @Test("A revoked keyset neither signs nor verifies, and is published as such")
    func revocation() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let signatures = try await signatory.blindSign(request(outputs(1, of: keyset)))
        let done = try await signatory.deactivate(KeysetDeactivation(keysetID: keyset.id, revokes: true))
        #expect(done.keyset.state == .revoked)
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 1))?.code == .keysetRevoked)
        let claim = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(secret(0)), signature: signatures[0].point)
        let error = await #expect(throws: SignatoryError.self) { try await signatory.verify([claim]) }
        #expect(error?.code == .keysetRevoked)
        #expect(signatory.currentPublication?.keysets.map(\.state) == [.revoked])
        let back = await #expect(throws: SignatoryError.self) {
            try await signatory.deactivate(KeysetDeactivation(keysetID: keyset.id))
        }
        #expect(back?.code == .invalidArgument)
        await signatory.close()
    }

    @Test("A deactivation of an unknown keyset, or on another generation than was looked at, is refused")
    func refusals() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let stale = await #expect(throws: SignatoryError.self) {
            try await signatory.deactivate(KeysetDeactivation(keysetID: keyset.id, expectedGeneration: 9))
        }
        #expect(stale?.code == .staleGeneration)
        let other = try await openSignatory(seed: testSeed(9)).active()
        let unknown = await #expect(throws: SignatoryError.self) {
            try await signatory.deactivate(KeysetDeactivation(keysetID: other.id))
        }
        #expect(unknown?.code == .keysetUnknown)
        #expect(try await signatory.active() == keyset)
        await signatory.close()
    }

    @Test("A schedule rotates a unit when its keyset is old enough, and not before")
    func schedule() async throws {
        let usd = try #require(CurrencyUnit("usd"))
        let clock = TestClock()
        let schedule = RotationSchedule(everySeconds: 86_400, drainSeconds: 60, lifeSeconds: 2 * 86_400)
        let signatory = try await openSignatory(units: [.sat, usd], clock: clock, schedule: schedule)
        clock.advance(by: 80_000)
        _ = try await signatory.rotate(KeysetRotation(unit: usd, inputFeePPK: 0))
        try await signatory.keepHouseOnce()
        #expect(signatory.generation == 2)
        clock.advance(by: 6_400)
        try await signatory.keepHouseOnce()
        let publication = try #require(signatory.currentPublication)
        #expect(publication.keysets.map(\.state) == [.draining, .draining, .active, .active])
        #expect(publication.keysets.last?.unit == .sat)
        #expect(publication.keysets.last?.finalExpiry == clock.unixSeconds + 2 * 86_400)
        try await signatory.keepHouseOnce()
        #expect(signatory.generation == 3)
        let page = try await signatory.audit(after: 0)
        #expect(page.entries.filter { $0.actor == "schedule" }.map(\.kind) == ["rotated"])
        await signatory.close()
    }

    @Test("A rotation reads the seed again, and is refused when it is away or another one")
    func seed() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "seed")
        let words = Array(repeating: "abandon", count: 11).joined(separator: " ") + " about\n"
        try write(words, to: path)
        let signatory = try await EmbeddedSignatory.open(
            SignatoryConfiguration(.memory), seed: .file(path), logger: quiet)
        let rotation = KeysetRotation(unit: .sat, inputFeePPK: 0)
        try write("legal winner thank year wave sausage worth useful legal winner thank yellow\n", to: path)
        #expect(await signatory.refusal(of: rotation)?.detail.contains("another one") == true)
        try FileManager.default.removeItem(atPath: path)
        #expect(await signatory.refusal(of: rotation)?.detail.contains("is not there") == true)
        #expect(signatory.generation == 1)
        try write(words, to: path)
        #expect(try await signatory.rotate(rotation).generation == 2)
        await signatory.close()
    }

    private func write(_ text: String, to path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
    }
}
