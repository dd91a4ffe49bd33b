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

    /// Opens the database, which has its schema, and loads what is stored.
    init(in home: TestDatabaseHome, _ surroundings: Surroundings, settings: MintSettings) async throws {
        let logger = MintFixture.logger
        engine = WatchedEngine(try home.open(faults: passage, logger: logger), passage)
        database = Database(engine)
        let workClock = WorkClock(surroundings.clock)
        let mint = Mint(
            settings: settings, database: database,
            signatory: WatchedSignatory(signatory: surroundings.signatory, passage: passage),
            backend: WatchedBackend(backend: surroundings.backend, mail: surroundings.mail, passage: passage),
            clock: workClock, logger: logger)
        workClock.workEnds { [weak mint] in mint?.services.running.isIdle ?? true }
        try await mint.start()
        self.mint = mint
    }

    /// Until nothing runs.
    func rest() async -> Bool { await eventually { mint.services.running.isIdle } }
}
