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

    /// - Parameters:
    ///   - time: what the signatory says that it is.
    ///   - clock: what this clock says, before it is asked and after it has answered.
    private func findings(
        units: [CurrencyUnit] = [.sat], pinned: PublicKey? = nil, database: DatabaseSettings? = nil,
        time: UInt64? = 1_000, clock: [UInt64] = [1_000, 1_000]
    ) async -> [Finding] {
        let readings = Guarded(clock)
        let check = SignatoryCheck(
            .remote(TellingSignatory(signatory: daemon.signatory, time: time), run: {}), units: units, pinned: pinned,
            database: DatabaseLook(database ?? daemon.place.database), now: { readings.withLock { $0.removeFirst() } })
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

    @Test("is that it has no keys for a unit, or has stopped")
    func troubles() async throws {
        let identity = try identity
        let units = await findings(units: [.sat, .msat], pinned: identity)
        #expect(units.map(\.subject) == ["signatory", "signatory keysets"])
        #expect(units.last?.detail.contains("none of msat is active") == true)
        _ = try await daemon.signatory.pause(SigningPause(isPaused: true, reason: "a test"))
        let paused = await findings(pinned: identity)
        #expect(paused.map(\.grade) == [.ok, .failed])
        #expect(paused.last?.detail == "signing was paused by hand")
    }

    @Test(
        "is that its clock is another, as bad as it is",
        arguments: [
            (1_000, [1_000, 1_000], nil, ""), (1_005, [1_000, 1_010], nil, ""), (1_002, [1_000, 1_000], nil, ""),
            (998, [1_000, 1_000], nil, ""), (1_003, [990, 1_000], .warning, "3 s ahead of this one"),
            (997, [1_000, 1_010], .warning, "3 s behind this one"), (1_060, [1_000, 1_000], .warning, "60 s ahead of"),
            (1_061, [1_000, 1_000], .failed, "61 s ahead of"), (0, [1_000, 1_000], .failed, "1000 s behind"),
        ] as [(UInt64, [UInt64], Finding.Grade?, String)])
    func clock(time: UInt64, clock: [UInt64], grade: Finding.Grade?, words: String) async throws {
        let findings = await findings(pinned: try identity, time: time, clock: clock)
        #expect(findings.map(\.subject) == ["signatory"] + (grade == nil ? [] : ["signatory clock"]))
        guard let grade else { return }
        #expect(findings.last?.grade == grade)
        #expect(findings.last?.detail.contains("the signatory's clock is \(words)") == true)
    }

    @Test("is, where its release tells no time, that it dates its keysets ahead")
    func datedAhead() async throws {
        let dated = await findings(pinned: try identity, time: nil)
        #expect(dated.map(\.subject) == ["signatory", "signatory clock"])
        #expect(dated.last?.detail.hasPrefix("a keyset of it is dated ") == true)
        let later = await findings(pinned: try identity, time: nil, clock: [.max >> 1, .max >> 1])
        #expect(later.map(\.grade) == [.ok])
    }

    @Test("is that its credential was not given to the one who looks")
    func noCredential() async {
        let check = SignatoryCheck(
            .noCredential, units: [.sat], pinned: nil, database: DatabaseLook(daemon.place.database), now: { 0 })
        let findings = await check.findings()
        #expect(findings.map(\.subject) == ["signatory credential"] && findings.map(\.grade) == [.failed])
        #expect(findings.first?.advice?.contains("docs/doctor.md") == true)
    }

    @Test("is why there is no connection")
    func away() async {
        let check = SignatoryCheck(
            .unusable("no socket"), units: [.sat], pinned: nil, database: DatabaseLook(daemon.place.database),
            now: { 0 })
        #expect(await check.findings().map(\.detail) == ["no socket"])
    }
}

/// Another, but for the time that it tells.
private struct TellingSignatory: Signatory {
    let signatory: EmbeddedSignatory
    let time: UInt64?

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        try await signatory.blindSign(request)
    }
    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try await signatory.verify(claims)
    }
    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await signatory.compare(inquiry)
    }
    func publications() -> AsyncStream<KeysetPublication> { signatory.publications() }

    func status() async throws(SignatoryError) -> SignatoryStatus {
        var status = try await signatory.status()
        status.now = time
        return status
    }
}
