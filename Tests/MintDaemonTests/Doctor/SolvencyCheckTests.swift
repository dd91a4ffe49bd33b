import Cashu
import MintCore
import MintDaemon
import MintDoctor
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@Suite("What the doctor says of the mint's money")
struct SolvencyCheckTests {
    private let daemon: RunningDaemon

    /// It owes 10 sat: they were received, and nobody has taken them yet.
    init() async throws {
        daemon = try await RunningDaemon().ready()
        let mint = daemon.assembled.mint
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
        #expect(try await mint.mintQuote(quote.id).state == .paid)
    }

    private func finding(_ owned: UInt64, percent: UInt64 = 100, units: Set<CurrencyUnit> = [.sat]) async throws -> Finding {
        var health = BackendHealth()
        health.balance = BackendBalance(ownedMsat: owned, sendableMsat: 0, receivableMsat: 0)
        var rule = SolvencyRule()
        rule.partsPerMillion = percent * 10_000
        let node = LightningCheckTests.Node(
            answer: health, fake: try FakeBackend(FakeBackendConfiguration()), units: units)
        let findings = await SolvencyCheck(DatabaseLook(daemon.place.database), node, rule).findings()
        #expect(findings.count == 1, "\(findings)")
        return try #require(findings.first)
    }

    @Test("goes by the rule of the mint's watchdog")
    func rule() async throws {
        #expect(try await finding(10_000) == .ok("solvency", "the mint owes 10 sat, and its node has 10 sat"))
        #expect(try await finding(9_000, percent: 90).grade == .ok)
        let short = try await finding(9_999)
        #expect(short.grade == .failed)
        #expect(short.detail.hasSuffix("its node has 9 sat: that is less than the 100.0 % that [solvency] asks for"))
        #expect(try await finding(10_000, percent: 101).grade == .failed)
    }

    @Test("is a warning where the node has nothing of a unit in which the mint owes")
    func noRate() async throws {
        let finding = try await finding(10_000, units: [])
        #expect(finding.grade == .warning)
        #expect(finding.detail == "not known: the mint owes in a unit in which its node has nothing")
    }

    @Test("is a warning when it takes too long, and says who waits longer")
    func unanswered() async throws {
        let node = LightningCheckTests.Node(
            answer: BackendHealth(), fake: try FakeBackend(FakeBackendConfiguration()), isStuck: true)
        let check = SolvencyCheck(DatabaseLook(daemon.place.database), node, SolvencyRule())
        let findings = await Doctor([check], patience: .milliseconds(50)).examine()
        #expect(findings.map(\.grade) == [.warning])
        #expect(findings.first?.detail.contains("the sums over the books take longer than 0 s") == true)
        #expect(findings.first?.advice?.contains("mintctl audit --timeout 3600") == true)
    }
}
