import StorageTestSupport
import TestSupport
import Testing

@Suite("Fault sweep of melts with real backends", .enabled(if: !TestPostgres.isChosen))
struct NodeSweepTests {
    @Test(
        "A fault of any kind at any site and call to the node leaves a melt done, undone or in flight, and paid once",
        arguments: Scenario.withNodes, NodeKind.real)
    func sweep(scenario: Scenario, node: NodeKind) async throws { try await Self.sweep(scenario, node) }

    @Test(
        "So it does at any call by which the invoice of an offer is asked for and paid", arguments: Scenario.withOffers,
        [NodeKind.coreLightning])
    func sweepOffers(scenario: Scenario, node: NodeKind) async throws { try await Self.sweep(scenario, node) }

    private static func sweep(_ scenario: Scenario, _ node: NodeKind) async throws {
        let sweep = try await FaultSweep(scenario, on: .sqlite, with: node)
        for complaint in sweep.complaints { Issue.record("\(complaint)") }
        #expect(sweep.rows.contains { $0.site.component == .backend }, "it never asked the node")
    }
}
