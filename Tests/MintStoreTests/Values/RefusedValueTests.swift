import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: values that are refused, and none", .serialized)
struct RefusedValueTests {
    /// The first number that no column holds.
    private static let tooMuch = UInt64(Int64.max) + 1

    @Test(
        "A number above 2^63 - 1 is refused wherever one can stand, and nothing is written",
        arguments: StoreEngine.allCases)
    func tooLarge(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (operation, held) = (OperationID(), OperationID())
        let outputs = [Sample.output(), Sample.output()]
        try await store.write { transaction in
            try transaction.beginSaga(held, kind: .melt, quoteID: "a", at: 1)
            try transaction.insert(Sample.meltQuote("a"))
            try transaction.insert(Sample.mintQuote("a"))
            try transaction.reserve([Sample.input(secret: Sample.secret("held"))], for: held, kind: .melt, at: 1)
            try transaction.reserve(outputs, for: held, kind: .melt, at: 1)
        }.get()
        let before = try await store.contents()
        for (name, body) in Self.bodies(operation, held, outputs) {
            for number in [Self.tooMuch, UInt64.max] {
                let outcome = try await store.write { try body(&$0, number) }
                #expect(outcome.kind == .unrepresentable, "\(name)")
            }
            let outcome: Result<Void, StoreError> = try await store.write { transaction in
                try body(&transaction, UInt64(Int64.max))
                throw StoreError.conflict("undone")
            }
            #expect(outcome.isConflict, "\(name): it is the number and nothing else that is refused")
        }
        #expect(try await store.contents() == before)
    }

    private typealias Body = @Sendable (inout WriteTransaction, UInt64) throws -> Void

    private static func bodies(
        _ operation: OperationID, _ held: OperationID, _ outputs: [BlindedMessage]
    ) -> [(String, Body)] {
        let inputs = { @Sendable (number: UInt64) in [Sample.input(1), Sample.input(number)] }
        return [
            ("amount of a proof", { try $0.reserve(inputs($1), for: operation, kind: .swap, at: 1) }),
            ("time of a proof", { try $0.reserve(inputs(1), for: operation, kind: .swap, at: $1) }),
            ("time of spending", { try $0.spendReserved(1, by: held, at: $1) }),
            ("amount of an output", { try $0.reserve([Sample.output($1)], for: operation, kind: .swap, at: 1) }),
            ("time of an output", { try $0.reserve([Sample.output()], for: operation, kind: .swap, at: $1) }),
            (
                "amount of a signature",
                { try $0.store([Sample.signed(outputs[0]), Sample.signed(outputs[1], amount: $1)], of: held, at: 1) }
            ),
            ("time of a signature", { try $0.store([Sample.signed(outputs[0])], of: held, at: $1) }),
            ("time of a saga", { try $0.beginSaga(operation, kind: .swap, at: $1) }),
            (
                "time of a step",
                { try $0.advanceSaga(held.held(), from: .setupComplete, to: .paymentAttempted, at: $1) }
            ),
            (
                "what was paid",
                { try $0.recordSettlement(held.held(), from: .setupComplete, preimage: nil, spentMsat: $1, at: 1) }
            ),
            ("amount of a mint quote", { try $0.insert(Sample.mintQuote(amount: $1)) }),
            ("expiry of a mint quote", { try $0.insert(Sample.mintQuote(expiry: $1)) }),
            ("payment of a mint quote", { try pay(&$0, $1, at: 1) }),
            ("time of a payment", { try pay(&$0, 8, at: $1) }),
            ("expiry of a melt quote", { try $0.insert(Sample.meltQuote(expiry: $1)) }),
            ("now", { _ = try $0.lockLiveMeltQuotes(paymentHash: FixedBytes(), at: $1) }),
            ("time of a setting", { try $0.write([1], Sample.name("a"), at: $1) }),
            ("time of a line of the books", { try $0.record(Sample.completed(operation), at: $1) }),
        ]
    }

    private static func pay(_ transaction: inout WriteTransaction, _ amount: UInt64, at now: UInt64) throws(StoreError)
    {
        guard let quote = try transaction.lockMintQuote("a") else { throw .unknown(.mintQuote) }
        _ = try transaction.markPaid(quote, amount: amount, at: now)
    }

    @Test(
        "No rows are no work: nothing is written, nothing found, and only giving back nothing is an error",
        arguments: StoreEngine.allCases)
    func emptySets(_ engine: StoreEngine) async throws {
        let story = MoneyStory()
        let store = try await StoreFixture(engine)
        try await story.prepare(.meltFinalize, in: store)
        let before = try await store.contents()
        let operation = OperationID()
        let (signed, holds) = try await store.write { transaction in
            try transaction.reserve([MintInput](), for: operation, kind: .swap, at: 1)
            try transaction.reserve([BlindedMessage](), for: operation, kind: .swap, at: 1)
            try transaction.spendReserved(0, by: operation, at: 1)
            try transaction.spendAllReserved(by: operation, at: 1)
            try transaction.store([], of: operation, at: 1)
            try transaction.takeReserved(outputs: 0, of: operation)
            try transaction.releaseOutputs(of: operation)
            try transaction.record(change: [], of: "melted")
            return (
                try transaction.signatures(on: [], by: operation).count,
                try transaction.holdsSignedOutput(operation)
            )
        }.get()
        #expect(signed == 0 && !holds)
        #expect(try await store.write { try $0.releaseReserved(by: operation) }.isConflict)
        let read = try await store.read { transaction in
            [
                try transaction.states(of: []).count, try transaction.signatures(on: []).count,
                try transaction.reserved(by: operation).count, try transaction.outputs(of: operation).count,
            ]
        }.get()
        #expect(read == [0, 0, 0, 0])
        #expect(try await store.contents() == before)
    }

    @Test(
        "An id that a stranger makes up is no quote's, whatever it is made of",
        arguments: StoreEngine.allCases)
    func strangers(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (mintQuote, meltQuote) = (Sample.mintQuote("\u{e9}"), Sample.meltQuote("\u{e9}"))
        try await store.write { transaction in
            try transaction.insert(mintQuote)
            try transaction.insert(meltQuote)
            try transaction.beginSaga(OperationID(), kind: .melt, quoteID: "\u{e9}", at: 1)
        }.get()
        let strange = [
            "", "\u{0}", "\u{e9}\u{0}", "\u{0}\u{e9}", "e\u{301}", "\u{c9}", " \u{e9}", "%", "' OR ''='", "\u{FFFD}",
            "🥜", String(repeating: "x", count: 1 << 20),
        ]
        for id in strange {
            let read = try await store.read { transaction in
                [
                    try transaction.mintQuote(id) == nil, try transaction.meltQuote(id) == nil,
                    try transaction.saga(meltQuote: id) == nil,
                ]
            }.get()
            #expect(read == [true, true, true], "\(id.prefix(20).debugDescription)")
            let locked = try await store.write { transaction in
                [try transaction.lockMintQuote(id)?.value == nil, try transaction.lockMeltQuote(id)?.value == nil]
            }.get()
            #expect(locked == [true, true], "\(id.prefix(20).debugDescription)")
            #expect(try await store.read { try $0.knownMintQuote(id) }.unknown == .mintQuote)
            #expect(try await store.read { try $0.knownMeltQuote(id) }.unknown == .meltQuote)
        }
        #expect(try await store.read { try $0.mintQuote("\u{e9}") }.get() == mintQuote)
        #expect(try await store.read { try $0.meltQuote("\u{e9}") }.get() == meltQuote)
    }

    @Test("Stored bytes that are no text are an error, and no text in their place", arguments: StoreEngine.allCases)
    func notUTF8(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (input, operation, quote) = (Sample.input(), OperationID(), Sample.mintQuote("a"))
        let bytes: [UInt8] = [0x61, 0xff, 0xc0, 0x80, 0x00]
        try await store.write { transaction in
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            try transaction.spendReserved(1, by: operation, at: 1)
            try transaction.insert(quote)
            _ = try transaction.execute("UPDATE proof SET witness = \(bytes)")
            _ = try transaction.execute("UPDATE mint_quote SET description = \(bytes)")
        }.get()
        #expect(try await store.read { try $0.states(of: [input.y]) }.kind == .unreadable)
        #expect(try await store.read { try $0.mintQuote("a") }.kind == .unreadable)
        let stored = try await store.read { try $0.run("SELECT witness FROM proof")[0].bytes(0) }.get()
        #expect(stored == bytes)
    }
}
