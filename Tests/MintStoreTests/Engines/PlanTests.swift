import Cashu
import CashuCrypto
import FoundationEssentials
import MintStore
import Storage
import Testing

@Suite("Store: plans of statements", .serialized)
struct PlanTests {
    /// Together these go all the ways of the story.
    private static let ends: [MoneyStep] = [
        .meltFinalize, .meltFinalizeInside, .meltUndo, .meltUndoUnasked, .swapUndo,
    ]

    @Test("No statement of the store reads proofs or signatures from end to end", arguments: StoreEngine.allCases)
    func noScan(_ engine: StoreEngine) async throws {
        let watch = ScanWatch()
        for end in Self.ends {
            let store = try await StoreFixture(engine, StoreOptions(plans: watch))
            let story = MoneyStory()
            try await story.prepare(end, in: store)
            try await story.run(end, in: store).get()
            try await Self.read(store)
            try await Self.writeOthers(store)
        }
        #expect(watch.takeScans() == [])
        let files = Set(watch.sites.compactMap { $0.split(separator: ":").first.map(String.init) })
        let missed = try Self.filesWithStatements().subtracting(files)
        // An audit reads everything: that is what it is for.
        let full: Set = ["MintStore/Conservation.swift", "MintStore/IssuedCounts.swift"]
        #expect(missed == full, "statements of these were not looked at")
    }

    private static func read(_ store: StoreFixture) async throws {
        let operation = OperationID()
        try await store.read { transaction in
            _ = try transaction.states(of: Sample.points(3))
            _ = try transaction.reserved(by: operation)
            _ = try transaction.signatures(on: Sample.points(3))
            _ = try transaction.outputs(of: operation)
            _ = try transaction.sagas()
            _ = try transaction.saga(operation)
            _ = try transaction.pendingPayments()
            _ = try transaction.saga(meltQuote: "melted")
            _ = try transaction.mintQuote("minted")
            _ = try transaction.mintQuote(requestID: FixedBytes())
            _ = try transaction.unpaidMintQuotes(after: MintQuotePage.Position(expiringFrom: 0), limit: 10)
            _ = try transaction.offerQuotes(after: MintQuotePage.Position(expiringFrom: 0), limit: 10)
            _ = try transaction.credited([.random(), .random()])
            _ = try transaction.meltQuote("melted")
            _ = try transaction.liveMeltQuotes(paymentHash: FixedBytes(), at: 1)
            _ = try transaction.publication()
            _ = try transaction.value(Sample.name("a"))
            _ = try transaction.names(in: "space")
            _ = try transaction.signatures(on: Sample.points(3), by: operation)
            _ = try transaction.events(after: 0, limit: 10)
            _ = try transaction.lastEvent()
            _ = try transaction.incidents()
            _ = try transaction.incident(stoppingMeltsOf: "node")
            _ = try transaction.releasedAttempts(due: 1, limit: 10)
        }.get()
    }

    private static func writeOthers(_ store: StoreFixture) async throws {
        let (operation, input, foreign) = (OperationID(), Sample.input(), OperationID())
        guard let keys = KeysetKeys(amounts: [1, 2], publicKeys: Sample.points(2)) else {
            preconditionFailure("two amounts with a key each")
        }
        let keyset = Keyset(
            id: Sample.keyset, unit: .sat, state: .active, inputFeePPK: 0, keys: keys, finalExpiry: nil,
            derivationIndex: 1, createdAt: 1)
        let publication = StoredPublication(
            identity: Sample.point(), generation: 1, digest: .random(), keysets: [keyset])
        try await store.write { transaction in
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            try transaction.spendAllReserved(by: operation, at: 1)
            _ = try transaction.signatures(on: Sample.points(3), by: operation)
            for _ in 0..<2 { try transaction.store(publication) }
            try transaction.probe()
            try transaction.write([1], Sample.name("a"), at: 1)
            _ = try transaction.write([2], Sample.name("a"), replacing: [1], at: 1)
            _ = try transaction.write([2], Sample.name("b"), replacing: nil, at: 1)
            _ = try transaction.remove(Sample.name("a"))
            try transaction.beginSaga(foreign, kind: .swap, at: 1)
            _ = try transaction.execute("UPDATE saga SET owner = 1 WHERE operation_id = \(foreign.bytes.bytes)")
            guard let saga = try transaction.lockSaga(foreign) else { throw StoreError.conflict("no saga") }
            #expect(try transaction.takeOver(saga) == foreign.held(2))
        }.get()
        try await writeTroubles(store)
        try await administer(foreign, store)
    }

    /// What an operator looks at and does.
    private static func administer(_ operation: OperationID, _ store: StoreFixture) async throws {
        let found = try await store.read { transaction in
            _ = try transaction.storedSagas()
            _ = try transaction.openAndRecentIncidents()
            _ = try transaction.incidents(of: operation)
            let saga = try transaction.storedSaga(operation.bytes.bytes)?.raw
            if let saga { _ = try transaction.holdings(of: saga) }
            return saga
        }.get()
        let saga = try #require(found)
        try await store.write { transaction in
            #expect(try transaction.hasSaga(operation.bytes.bytes))
            _ = try transaction.incident(1)
            try transaction.discard(saga)
        }.get()
    }

    private static func writeTroubles(_ store: StoreFixture) async throws {
        let (attempt, report) = (Sample.releasedAttempt(), Sample.incident())
        try await store.write { transaction in
            try transaction.watch(attempt, next: 5)
            _ = try transaction.isWatched(attempt.operation)
            _ = try transaction.isServed(attempt.paymentHash)
            for next: UInt64? in [6, nil] { _ = try transaction.postpone(attempt.operation, to: next) }
            try transaction.record(report, at: 1)
            _ = try transaction.recordOnce(report, at: 1)
            _ = try transaction.incident(stoppingMeltsOf: "node")
            try transaction.deleteEvents(before: 1)
        }.get()
        let number = try await store.read { try $0.incidents().first?.number }.get()
        try await store.write { try $0.resolve(incident: number ?? 0, reason: "seen", at: 2) }.get()
    }

    /// The sources of the store, as a call site names them, in which a statement stands.
    private static func filesWithStatements() throws -> Set<String> {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sources = tests.deletingLastPathComponent().appending(path: "Sources/MintStore/")
        var files: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where path.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            let name = path.split(separator: "/").last ?? ""
            guard name != "MintSchema.swift",
                ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"].contains(where: text.contains)
            else { continue }
            files.insert("MintStore/\(name)")
        }
        return files
    }

    static let scans: [SQL] = [
        "SELECT amount FROM proof WHERE operation_id = \([1] as [UInt8])",
        "SELECT COUNT(*) FROM proof", "SELECT y FROM proof ORDER BY y LIMIT 1", "UPDATE proof SET amount = 1",
        "DELETE FROM blind_signature WHERE keyset_id = \([1] as [UInt8])",
        "SELECT COUNT(*) FROM blind_signature WHERE amount > 5",
        "SELECT 1 FROM pending_proof JOIN proof ON proof.operation_id = pending_proof.operation_id",
    ]

    @Test("The watch sees whatever reads one of them from end to end", arguments: StoreEngine.allCases)
    func seen(_ engine: StoreEngine) async throws {
        let watch = ScanWatch()
        let store = try await StoreFixture(engine, StoreOptions(plans: watch))
        for scan in Self.scans {
            #expect(watch.takeScans() == [])
            try await store.write { _ = try $0.execute(scan) }.get()
            #expect(watch.takeScans().count == 1, "\(scan.text(in: engine.dialect))")
        }
        let harmless: [SQL] = [
            "SELECT amount FROM proof WHERE y = \([1] as [UInt8])", "SELECT COUNT(*) FROM pending_proof",
            "SELECT amount FROM blind_signature WHERE blinded = \([1] as [UInt8])",
        ]
        for statement in harmless { try await store.write { _ = try $0.execute(statement) }.get() }
        #expect(watch.takeScans() == [])
    }
}
