import Cashu
import CashuCrypto
import MintCore
import MintDaemon
import MintDoctor
import SignatoryAPI
import SignatoryCore
import TestSupport
import Testing

@Suite("What the doctor says of the signatory")
struct SignatoryCheckTests {
    private let daemon: RunningDaemon

    init() async throws { daemon = try await RunningDaemon().ready() }

    private func findings(
        units: [CurrencyUnit] = [.sat], pinned: PublicKey? = nil, database: DatabaseSettings? = nil,
        now: UInt64 = .max >> 1
    ) async -> [Finding] {
        let check = SignatoryCheck(
            .remote(daemon.signatory, run: {}), units: units, pinned: pinned,
            database: DatabaseLook(database ?? daemon.place.database), now: { now })
        return await check.findings()
    }

    private var identity: PublicKey {
        get throws { try #require(daemon.assembled.mint.keysets?.identity) }
    }

    @Test("is that all is well when its identity is pinned or stored, and else which it is")
    func well() async throws {
        #expect(await findings(pinned: try identity).map(\.grade) == [.ok])
        #expect(await findings().map(\.grade) == [.ok])
        let unpinned = await findings(database: .sqlite(path: "/nowhere/mint.sqlite"))
        #expect(unpinned.map(\.grade) == [.ok, .warning])
        #expect(unpinned.last?.advice == "identity = \"\(try identity)\" under [signatory]")
    }

    @Test("is that another one answers")
    func other() async throws {
        let findings = await findings(pinned: .generator)
        #expect(findings.map(\.grade) == [.ok, .failed])
        #expect(findings.last?.subject == "signatory identity")
    }

    @Test("is that it has no keys for a unit, has stopped, or dates its keysets ahead")
    func troubles() async throws {
        let identity = try identity
        let units = await findings(units: [.sat, .msat], pinned: identity)
        #expect(units.map(\.subject) == ["signatory", "signatory keysets"])
        #expect(units.last?.detail.contains("none of msat is active") == true)
        let clock = await findings(pinned: identity, now: 1_000_000)
        #expect(clock.map(\.subject) == ["signatory", "signatory clock"])
        #expect(clock.last?.grade == .warning)
        _ = try await daemon.signatory.pause(SigningPause(isPaused: true, reason: "a test"))
        let paused = await findings(pinned: identity)
        #expect(paused.map(\.grade) == [.ok, .failed])
        #expect(paused.last?.detail == "signing was paused by hand")
    }

    @Test("is that its credential was not given to the one who looks")
    func noCredential() async {
        let check = SignatoryCheck(
            .noCredential, units: [.sat], pinned: nil, database: DatabaseLook(daemon.place.database), now: { 0 })
        let findings = await check.findings()
        #expect(findings.map(\.subject) == ["signatory credential"] && findings.map(\.grade) == [.failed])
        #expect(findings.first?.advice?.contains("systemd-run") == true)
    }

    @Test("is why there is no connection")
    func away() async {
        let check = SignatoryCheck(
            .unusable("no socket"), units: [.sat], pinned: nil, database: DatabaseLook(daemon.place.database),
            now: { 0 })
        #expect(await check.findings().map(\.detail) == ["no socket"])
    }
}
