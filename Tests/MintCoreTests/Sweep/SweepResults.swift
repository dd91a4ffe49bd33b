import StorageTestSupport

/// Each sweep once, however many tests look at it.
actor SweepResults {
    static let shared = SweepResults()

    private struct Key: Hashable {
        let scenario: String
        let engine: TestDatabaseHome.Engine
    }

    private var sweeps: [Key: Task<FaultSweep, any Error>] = [:]

    func sweep(_ scenario: Scenario, on engine: TestDatabaseHome.Engine) async throws -> FaultSweep {
        let key = Key(scenario: scenario.title, engine: engine)
        let sweep = sweeps[key] ?? Task { try await FaultSweep(scenario, on: engine) }
        sweeps[key] = sweep
        return try await sweep.value
    }
}
