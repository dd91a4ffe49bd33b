import MintStore
import Storage
import Testing

/// Each transaction of the mint, with a fault at each of its statements.
@Suite("Store: faults")
struct OperationFaultTests {
    @Test(
        "A fault at any statement, at BEGIN or at COMMIT leaves everything or nothing, and money is conserved",
        arguments: StoreEngine.allCases, MoneyStep.allCases)
    func faults(_ engine: StoreEngine, _ step: MoneyStep) async throws {
        let story = MoneyStory()
        let reference = try await StoreFixture(engine)
        try await story.prepare(step, in: reference)
        let before = try await reference.contents()
        try await story.run(step, in: reference).get()
        let after = try await reference.contents()
        #expect(after != before)
        try await Books(reference).expectConserved()
        for moment in StatementFaults.Moment.allCases {
            let faults = StatementFaults()
            let store = try await StoreFixture(engine, StoreOptions(faults: faults))
            try await story.prepare(step, in: store)
            var isWritten = false
            var number = 0
            while !isWritten {
                number += 1
                faults.arm(moment, at: number)
                let outcome = await Self.run(step, of: story, in: store)
                let isStruck = faults.disarm()
                let now = try await store.contents()
                switch outcome {
                case .committed: #expect(!isStruck && now == after)
                case .undone: #expect(isStruck && now == before, "\(moment) statement \(number)")
                case .unknown: #expect(isStruck && moment == .after && now == after, "the answer to COMMIT was lost")
                }
                if case .undone = outcome, isStruck { continue }
                isWritten = true
            }
            // BEGIN, one statement at least, and COMMIT.
            #expect(number >= 3)
            try await Books(store).expectConserved()
            let again = try await story.run(step, in: store)
            #expect(!again.isSuccess, "nothing takes place twice")
            #expect(try await store.contents() == after)
        }
    }

    private enum Outcome { case committed, undone, unknown }

    private static func run(_ step: MoneyStep, of story: MoneyStory, in store: StoreFixture) async -> Outcome {
        do throws(TransactionError<StoreError>) {
            try await store.database.write(step.durability) { (transaction) throws(StoreError) in
                try story.write(step, in: &transaction)
            }
            return .committed
        } catch {
            switch error {
            case .commitOutcomeUnknown: return .unknown
            case .database(let error), .body(.database(let error)):
                // Not always word for word: a savepoint that cannot be undone alone is undone with its group.
                #expect(error.kind == StatementFaults.error.kind)
                return .undone
            case .body(let error):
                Issue.record("\(error)")
                return .undone
            }
        }
    }

    @Test(
        "A connection that is cut before COMMIT is made anew, and its transaction run again",
        arguments: MoneyStep.allCases)
    func cut(_ step: MoneyStep) async throws {
        let story = MoneyStory()
        let reference = try await StoreFixture(.postgres)
        try await story.prepare(step, in: reference)
        try await story.run(step, in: reference).get()
        let store = try await StoreFixture(.postgres)
        try await story.prepare(step, in: store)
        let attempts = Counter()
        try await store.write(step.durability) { transaction in
            try story.write(step, in: &transaction)
            guard attempts.next() == 1 else { return }
            _ = try transaction.run("SELECT pg_terminate_backend(pg_backend_pid())")
        }.get()
        #expect(attempts.next() == 3, "two attempts")
        #expect(try await store.contents() == reference.contents())
    }

    @Test("A step whose preparation is missing changes nothing", arguments: StoreEngine.allCases, MoneyStep.allCases)
    func unprepared(_ engine: StoreEngine, _ step: MoneyStep) async throws {
        guard let last = step.preparation.last else { return }
        let story = MoneyStory()
        let store = try await StoreFixture(engine)
        try await story.prepare(last, in: store)
        let before = try await store.contents()
        // Some need no more than the step before: a reservation does not ask where the money came from.
        let outcome = try await story.run(step, in: store)
        if outcome.isSuccess {
            #expect([.swapSetUp, .insertMeltQuote, .insertOwnInvoice].contains(step))
        } else {
            #expect(try await store.contents() == before)
        }
    }

    @Test("Rows are locked in one order: quotes, sagas, proofs, outputs", arguments: StoreEngine.allCases)
    func lockOrder(_ engine: StoreEngine) async throws {
        let faults = StatementFaults()
        let store = try await StoreFixture(engine, StoreOptions(faults: faults))
        for step in MoneyStep.allCases {
            let story = MoneyStory()
            try await story.prepare(step, in: store)
            faults.record()
            try await story.run(step, in: store).get()
            let ranks = faults.recorded().compactMap(LockRank.init(statement:))
            var firsts: [LockRank] = []
            for rank in ranks where !firsts.contains(rank) { firsts.append(rank) }
            #expect(firsts == firsts.sorted { $0.rawValue < $1.rawValue }, "\(step): \(firsts)")
            #expect(!firsts.isEmpty)
            try await store.write { transaction in
                for statement in StoreFixture.deletions { _ = try transaction.execute(statement) }
            }.get()
        }
    }
}

/// docs/decisions/0008-sets-and-lock-order.md
private enum LockRank: Int {
    case quote, saga, proof, output

    /// `nil` for a statement that locks none of them.
    init?(statement: String) {
        let words = statement.split { $0.isWhitespace }
        let first = words.first ?? ""
        let isLocking = first != "SELECT" || statement.hasSuffix("FOR UPDATE") || statement.contains("_xact_lock")
        guard isLocking else { return nil }
        // The table that is written or locked comes before any other that is named.
        for word in words {
            switch word {
            case "mint_quote", "credited_payment", "melt_quote": self = .quote
            case "saga": self = .saga
            case "pending_proof", "proof": self = .proof
            case "pending_output", "blind_signature": self = .output
            case _ where word.hasPrefix("pg_advisory_xact_lock"): self = .quote
            default: continue
            }
            return
        }
        return nil
    }
}
