import Cashu
import MintStore
import Storage
import TestSupport
import Testing

@Suite("Store: events", .serialized)
struct EventTests {
    private func events(
        after number: Int64 = 0, limit: UInt32 = 100, in store: StoreFixture
    ) async throws -> [QuoteEvent?] {
        try await store.read { transaction in
            try transaction.events(after: number, limit: limit).map { try? $0.get() }
        }.get()
    }

    /// The story up to a melt that is paid.
    private func tell(in store: StoreFixture) async throws -> MoneyStory {
        let story = MoneyStory()
        try await story.prepare(.meltFinalize, in: store)
        try await story.run(.meltFinalize, in: store).get()
        return story
    }

    @Test("Whatever happens to a quote is an event, in its order, with who did it", arguments: StoreEngine.allCases)
    func order(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        #expect(try await store.read { try $0.lastEvent() }.get() == 0)
        let story = try await tell(in: store)
        let found = try await events(in: store).compactMap(\.self)
        #expect(
            found.map(\.change) == [
                .mintQuote("minted", .paid), .mintQuote("minted", .issued),
                .meltQuote("melted", .pending, by: story.melt), .meltQuote("melted", .paid, by: story.melt),
            ])
        #expect(found.map(\.createdAt) == [2, 3, 7, 10])
        #expect(found.allSatisfy { $0.owner == store.database.owner })
        let numbers = found.map(\.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == 4 && numbers[0] > 0)
        #expect(try await store.read { try $0.lastEvent() }.get() == numbers[3])
        #expect(try await events(after: numbers[1], in: store) == Array(found[2...]))
        #expect(try await events(after: numbers[0], limit: 2, in: store) == Array(found[1...2]))
        #expect(try await events(after: numbers[3], in: store).isEmpty)
    }

    @Test("A melt that is undone says so", arguments: [MoneyStep.meltUndo, .meltUndoUnasked])
    func undone(_ step: MoneyStep) async throws {
        for engine in StoreEngine.allCases {
            let (store, story) = (try await StoreFixture(engine), MoneyStory())
            try await story.prepare(step, in: store)
            try await story.run(step, in: store).get()
            #expect(try await events(in: store).last??.change == .meltQuote("melted", .unpaid, by: story.melt))
        }
    }

    /// On PostgreSQL all tests share the channel of their notices.
    @Test("What did not take place is no event, and nobody is woken", arguments: [StoreEngine.memory, .file])
    func givenUp(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.mintQuote("a")
        try await store.write { try $0.insert(quote) }.get()
        var notices = store.database.listen().makeAsyncIterator()
        let outcome: Result<Void, StoreError> = try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote("a") else { throw StoreError.unknown(.mintQuote) }
            _ = try transaction.markPaid(locked, amount: 8, at: 1)
            throw StoreError.conflict("given up")
        }
        #expect(outcome.isConflict)
        #expect(try await events(in: store).isEmpty)
        // The first notice that comes is of what comes next.
        let last = Notice(topic: "event", subject: "last")
        try await store.write { try $0.notify(last) }.get()
        #expect(await notices.next() == last)
        try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote("a") else { throw StoreError.unknown(.mintQuote) }
            _ = try transaction.markPaid(locked, amount: 8, at: 1)
        }.get()
        #expect(await notices.next() == QuoteEvent.notice)
        #expect(try await events(in: store).map { $0?.change } == [.mintQuote("a", .paid)])
    }

    @Test("A row that cannot be read hides no other", arguments: StoreEngine.allCases)
    func unreadable(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        _ = try await tell(in: store)
        let before = try await events(in: store)
        let number = try #require(before[2]).number
        let damages: [SQL] = [
            "UPDATE event SET kind = 9 WHERE number = \(number)",
            "UPDATE event SET kind = 1 WHERE number = \(number)",
            "UPDATE event SET kind = 3, operation_id = NULL WHERE number = \(number)",
            "UPDATE event SET state = 'ISSUED' WHERE number = \(number)",
        ]
        for damage in damages {
            _ = try await store.write { try $0.execute(damage) }.get()
            #expect(
                try await events(in: store) == [before[0], before[1], nil, before[3]],
                "\(damage.text(in: engine.dialect))")
        }
    }

    @Test(
        "What everybody has read is deleted but for the newest, so that no number is given again",
        arguments: StoreEngine.allCases)
    func deletion(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let story = try await tell(in: store)
        let before = try await events(in: store)
        try await store.write { try $0.deleteEvents(before: 7) }.get()
        #expect(try await events(in: store) == Array(before[2...]), "those of that second stay")
        try await store.write { try $0.deleteEvents(before: 8) }.get()
        #expect(try await events(in: store) == [before[3]])
        try await store.write { try $0.deleteEvents(before: 1_000) }.get()
        try await story.run(.insertOwnInvoice, in: store).get()
        try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote("own") else { throw StoreError.unknown(.mintQuote) }
            _ = try transaction.markPaid(locked, amount: 16, at: 11)
        }.get()
        // Whoever reads on from the last one he saw must see it.
        let last = try #require(before[3]).number
        #expect(try await events(after: last, in: store).map { $0?.change } == [.mintQuote("own", .paid)])
    }
}
