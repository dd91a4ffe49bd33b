import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: many at once", .serialized)
struct RaceTests {
    private static let writers = 64

    @Test("Of 64 who want one proof, one gets it; once it is spent, none", arguments: StoreEngine.allCases)
    func oneProof(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 16))
        let input = Sample.input()
        let operations = (0..<Self.writers).map { _ in OperationID() }
        let reserve = { @Sendable (number: Int) in
            try await store.write { try $0.reserve([input], for: operations[number], kind: .swap, at: 1) }
        }
        let outcomes = try await concurrently(Self.writers, reserve)
        #expect(outcomes.count(where: \.isSuccess) == 1)
        #expect(outcomes.count { $0.refusal == .proofsPending } == Self.writers - 1)
        let winner = operations[outcomes.firstIndex { $0.isSuccess } ?? 0]
        // Some come while it is being spent.
        async let later = concurrently(Self.writers, reserve)
        try await store.write { try $0.spendReserved(1, by: winner, at: 2) }.get()
        for outcome in try await later {
            #expect(outcome.refusal == .proofsPending || outcome.refusal == .proofsAlreadySpent)
        }
        let latest = try await concurrently(Self.writers, reserve)
        #expect(latest.allSatisfy { $0.refusal == .proofsAlreadySpent })
        #expect(try await store.count("SELECT COUNT(*) FROM proof") == 1)
        #expect(try await store.count("SELECT COUNT(*) FROM pending_proof") == 0)
    }

    @Test("Of 64 who hold and spend one proof in one transaction, one does", arguments: StoreEngine.allCases)
    func oneSpending(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 16))
        let input = Sample.input()
        let outcomes = try await concurrently(Self.writers) { _ in
            let operation = OperationID()
            return try await store.write { transaction in
                try transaction.reserve([input], for: operation, kind: .swap, at: 1)
                try transaction.spendReserved(1, by: operation, at: 1)
            }
        }
        #expect(outcomes.count(where: \.isSuccess) == 1)
        // Who waited for the one that spent it finds it spent, and never finds it free.
        #expect(outcomes.count { $0.refusal == .proofsPending || $0.refusal == .proofsAlreadySpent } == 63)
        #expect(try await store.count("SELECT COUNT(*) FROM proof") == 1)
    }

    @Test(
        "Of those who want some of the same proofs in any order, each gets all or none, and nobody waits in a circle",
        arguments: StoreEngine.allCases)
    func overlapping(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 8))
        for _ in 0..<10 {
            let inputs = (0..<12).map { _ in Sample.input() }
            let runs = Counter()
            let outcomes = try await concurrently(8) { number in
                let own = number.isMultiple(of: 2) ? inputs : inputs.reversed()
                let operation = OperationID()
                // Not all of them: the sets overlap in pairs and threes.
                let some = Array(own.dropFirst(number).prefix(6))
                let outcome = try await store.write { transaction in
                    _ = runs.next()
                    try transaction.reserve(some, for: operation, kind: .swap, at: 1)
                }
                return (outcome, operation, some.count)
            }
            #expect(runs.next() == 9, "no transaction was run again, as after a deadlock")
            #expect(outcomes.contains { $0.0.isSuccess })
            #expect(outcomes.allSatisfy { $0.0.isSuccess || $0.0.refusal == .proofsPending })
            for (outcome, operation, count) in outcomes {
                let held = try await store.read { try $0.reserved(by: operation).count }.get()
                #expect(held == (outcome.isSuccess ? count : 0))
            }
        }
    }

    @Test("Two who lock the same rows against the order both get an answer, and neither hears of a deadlock")
    func deadlock() async throws {
        let store = try await StoreFixture(.postgres)
        for _ in 0..<2 {
            let inputs = [Sample.input(), Sample.input()]
            let (gates, operations) = ([Gate(), Gate()], [OperationID(), OperationID()])
            let outcomes = try await concurrently(2) { number in
                let (own, other) = (inputs[number], inputs[1 - number])
                return try await store.write { transaction in
                    try transaction.reserve([own], for: operations[number], kind: .swap, at: 1)
                    gates[number].open()
                    // Both hold one now, and each wants the other's. When it is run again, the other is long past.
                    guard gates[1 - number].wait() else { throw StoreError.conflict("the other never came") }
                    try transaction.reserve([other], for: operations[number], kind: .swap, at: 1)
                }
            }
            #expect(outcomes.count(where: \.isSuccess) == 1, "\(outcomes)")
            #expect(outcomes.count { $0.refusal == .proofsPending } == 1, "\(outcomes)")
            let held = try await store.read { transaction in
                try operations.map { operation in try transaction.reserved(by: operation).count }
            }.get()
            #expect(held.sorted() == [0, 2])
        }
    }

    @Test(
        "An output that a mint and a swap want at once is signed once, and the other gives back what it took",
        arguments: StoreEngine.allCases)
    func oneOutput(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for _ in 0..<12 {
            let output = Sample.output()
            let (quote, input) = (Sample.mintQuote(), Sample.input())
            try await store.write { transaction in
                try transaction.insert(quote)
                guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
                _ = try transaction.markPaid(locked, amount: 8, at: 1)
            }.get()
            let outcomes = try await concurrently(2) { number in
                number == 0
                    ? try await Self.mint(quote, output, in: store) : try await Self.swap(input, output, in: store)
            }
            let refusals = outcomes.compactMap(\.refusal)
            #expect(outcomes.count(where: \.isSuccess) == 1)
            #expect(refusals == [.outputsPending] || refusals == [.outputsAlreadySigned], "\(outcomes)")
            let signatures = try await store.read { try $0.signatures(on: [output.point]).count }.get()
            #expect(signatures == 1)
            let states = try await store.read { transaction in
                (try transaction.knownMintQuote(quote.id).state, try transaction.states(of: [input.y])[0].state)
            }.get()
            let isMinted = outcomes[0].isSuccess
            #expect(states == (isMinted ? (.issued, .unspent) : (.paid, .spent)))
        }
        #expect(try await store.count("SELECT COUNT(*) FROM pending_output") == 0)
    }

    private static func mint(
        _ quote: MintQuote, _ output: BlindedMessage, in store: StoreFixture
    ) async throws -> Result<Void, StoreError> {
        let (operation, signed) = (OperationID(), [Sample.signed(output)])
        return try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
            try transaction.reserve([output], for: operation, kind: .mint, at: 2)
            try transaction.store(signed, of: operation, at: 2)
            try transaction.takeReserved(outputs: 1, of: operation)
            try transaction.markIssued(locked, at: 2)
        }
    }

    private static func swap(
        _ input: MintInput, _ output: BlindedMessage, in store: StoreFixture
    ) async throws -> Result<Void, StoreError> {
        let (operation, signed) = (OperationID(), [Sample.signed(output)])
        let setUp = try await store.write(.deferred) { transaction in
            try transaction.beginSaga(operation, kind: .swap, at: 2)
            try transaction.reserve([input], for: operation, kind: .swap, at: 2)
            try transaction.reserve([output], for: operation, kind: .swap, at: 2)
        }
        guard setUp.isSuccess else { return setUp }
        return try await store.write { transaction in
            try transaction.endSaga(operation.held(), in: .setupComplete)
            try transaction.spendReserved(1, by: operation, at: 3)
            try transaction.store(signed, of: operation, at: 3)
            try transaction.takeReserved(outputs: 1, of: operation)
        }
    }

    @Test("A quote that many would issue at once is issued once", arguments: StoreEngine.allCases)
    func oneIssue(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 8))
        let quote = Sample.mintQuote("a")
        try await store.write { transaction in
            try transaction.insert(quote)
            guard let locked = try transaction.lockMintQuote("a") else { throw StoreError.unknown(.mintQuote) }
            _ = try transaction.markPaid(locked, amount: 8, at: 1)
        }.get()
        let outcomes = try await concurrently(16) { _ in try await Self.mint(quote, Sample.output(), in: store) }
        #expect(outcomes.count(where: \.isSuccess) == 1)
        #expect(outcomes.count(where: \.isConflict) == 15)
        #expect(try await store.count("SELECT COUNT(*) FROM blind_signature") == 1)
    }
}
