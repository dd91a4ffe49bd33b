import StorageTestSupport
import Testing

/// One scenario on one engine, with a fault at every site and of every kind in turn.
struct FaultSweep: Sendable {
    struct Row: Sendable {
        let site: FaultSite
        var endings: [Disturbance: Ending] = [:]
    }

    private(set) var rows: [Row] = []
    private(set) var complaints: [String] = []
    /// After so many nobody reads on, and each costs a new world.
    private static let enough = 30
    private let scenario: Scenario
    private let engine: TestDatabaseHome.Engine
    private let node: NodeKind
    /// For people.
    private var title: String { "\(scenario.title), \(node == .fake ? engine.rawValue : node.rawValue)" }

    init(_ scenario: Scenario, on engine: TestDatabaseHome.Engine, with node: NodeKind = .fake) async throws {
        self.scenario = scenario
        self.engine = engine
        self.node = node
        try await run()
    }

    private mutating func run() async throws {
        var world = try await newWorld()
        rows = try await record(&world).map { Row(site: $0) }
        for position in rows.indices.dropFirst(beginning) {
            let site = rows[position].site
            for disturbance in Disturbance.all(with: node) where disturbance.applies(to: site, with: node) {
                guard complaints.count < Self.enough else { break }
                let cell = SweepCell(scenario, strike: (position + 1, site, disturbance))
                let outcome = try await cell.play(in: &world)
                rows[position].endings[disturbance] = outcome.ending
                if outcome.complaints.isEmpty { continue }
                complaints += outcome.complaints.map {
                    "\(title), \(site.name), \(disturbance.title): \($0)"
                }
                // What it left is not to be held against those that follow.
                try await world.end()
                world = try await newWorld()
            }
        }
        try await world.end()
    }

    /// Before it asks its node for the first time a mint with a real one is as one with the fake.
    private var beginning: Int {
        node == .fake ? 0 : rows.firstIndex { $0.site.component == .backend } ?? 0
    }

    /// Which sites are passed when nothing strikes.
    private mutating func record(_ world: inout SweepWorld) async throws -> [FaultSite] {
        let outcome = try await SweepCell(scenario).play(in: &world)
        complaints += outcome.complaints.map { "\(title), undisturbed: \($0)" }
        return outcome.sites
    }

    private func newWorld() async throws -> SweepWorld {
        try await SweepWorld(engine, node, invoicesArePaidAfter: scenario.invoiceDelay)
    }
}
