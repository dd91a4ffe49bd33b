import Logging
import Storage
import StorageTestSupport
import TestSupport

@testable import MintCore

/// One process of the mint, from its start to its end.
struct Life: Sendable {
    let passage = Passage()
    let engine: WatchedEngine
    let database: Database
    let mint: Mint
    private let line: NodeLine

    /// Opens the database, which has its schema, and loads what is stored.
    init(in home: TestDatabaseHome, _ surroundings: Surroundings, settings: MintSettings) async throws {
        let logger = MintFixture.logger
        engine = WatchedEngine(try home.open(faults: passage, logger: logger), passage)
        database = Database(engine)
        line = try await surroundings.node.connect(by: passage)
        let workClock = WorkClock(surroundings.clock)
        let mint = Mint(
            settings: settings, database: database,
            signatory: WatchedSignatory(signatory: surroundings.signatory, passage: passage),
            backend: line.backend, clock: workClock, logger: logger)
        workClock.workEnds { [weak mint] in mint?.services.running.isIdle ?? true }
        try await mint.start()
        self.mint = mint
    }

    func end() async throws {
        await engine.close()
        try await line.close()
    }

    /// Until nothing runs.
    func rest() async -> Bool { await eventually { mint.services.running.isIdle } }
}
