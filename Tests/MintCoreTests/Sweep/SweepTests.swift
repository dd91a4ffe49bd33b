import FoundationEssentials
import StorageTestSupport
import TestSupport
import Testing

@Suite(
    "Fault sweep",
    // With PostgreSQL chosen all tests of this module run once more; these try both engines the first time.
    .enabled(if: !TestPostgres.isChosen))
struct SweepTests {
    @Test(
        "A fault of any kind at any site leaves it done, undone or in flight", arguments: Scenario.all,
        TestDatabaseHome.Engine.allCases)
    func sweep(scenario: Scenario, engine: TestDatabaseHome.Engine) async throws {
        let sweep = try await SweepResults.shared.sweep(scenario, on: engine)
        for complaint in sweep.complaints { Issue.record("\(complaint)") }
        #expect(sweep.rows.count > 1)
    }

    @Test("docs/crash-matrix.md is what the sweeps found")
    func document() async throws {
        var sweeps: [(scenario: Scenario, sweeps: CrashMatrix.Sweeps)] = []
        for scenario in Scenario.all {
            var found: CrashMatrix.Sweeps = [:]
            for engine in TestDatabaseHome.Engine.allCases {
                found[engine] = try await SweepResults.shared.sweep(scenario, on: engine)
            }
            sweeps.append((scenario, found))
        }
        let matrix = CrashMatrix(sweeps)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/crash-matrix.md")
        if ProcessInfo.processInfo.environment["MINT_WRITE_DOCS"] == "1" {
            try matrix.text.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written.utf8.elementsEqual(matrix.text.utf8), "run the tests with MINT_WRITE_DOCS=1")
    }

    @Test("Places of both engines are listed in the order of each")
    func merged() {
        #expect(CrashMatrix.merged(["a", "x", "b"], ["a", "b", "y", "c"]) == ["a", "x", "b", "y", "c"])
        #expect(CrashMatrix.merged(["b"], ["a", "b"]) == ["a", "b"])
        #expect(CrashMatrix.merged([], ["a"]) == ["a"])
    }
}
