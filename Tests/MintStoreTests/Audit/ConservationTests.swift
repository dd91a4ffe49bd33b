import Cashu
import MintStore
import Storage
import Testing

@Suite("Store: conservation", .serialized)
struct ConservationTests {
    /// Together these go all the ways of the story.
    private static let ends: [MoneyStep] = [
        .meltFinalize, .meltFinalizeInside, .meltUndo, .meltUndoUnasked, .swapUndo,
    ]

    /// The line of the sats; the only one.
    private func line(in store: StoreFixture) async throws -> Conservation {
        let lines = try await store.read { try $0.conservation() }.get()
        #expect(lines.map(\.unit) == [.sat])
        return try #require(lines.first)
    }

    private func strays(in store: StoreFixture) async throws -> Strays {
        try await store.read { try $0.strays() }.get()
    }

    private func told(_ end: MoneyStep, _ engine: StoreEngine) async throws -> StoreFixture {
        let (store, story) = (try await StoreFixture(engine), MoneyStory())
        try await store.storeKeyset()
        try await story.prepare(end, in: store)
        try await story.run(end, in: store).get()
        return store
    }

    @Test("The books balance after every step of every way", arguments: StoreEngine.allCases, ends)
    func held(_ engine: StoreEngine, _ end: MoneyStep) async throws {
        let (store, story) = (try await StoreFixture(engine), MoneyStory())
        try await store.storeKeyset()
        for step in end.preparation + [end] {
            try await story.run(step, in: store).get()
            let line = try await line(in: store)
            #expect(line.isHeld && line.difference == 0 && line.quoteDifference == 0, "\(step): \(line)")
            let keysets = try await store.read { try $0.keysetBalances() }.get()
            #expect(keysets.map(\.outstanding) == [line.outstanding], "\(step)")
            #expect(try await strays(in: store).areNone, "\(step)")
            // The tables themselves, added up in another way.
            let books = try await Books(store)
            #expect(line.outstanding == books.outstanding, "\(step)")
            #expect(line.issued == UInt64(books.issued) && line.redeemed == UInt64(books.redeemed), "\(step)")
        }
    }

    @Test("Every sum is what took place", arguments: StoreEngine.allCases)
    func sums(_ engine: StoreEngine) async throws {
        let paid = try await line(in: try await told(.meltFinalize, engine))
        #expect(paid.issued == 51 && paid.redeemed == 44 && paid.outstanding == 7)
        #expect(paid.received == 24 && paid.unissued == 0 && paid.paidOut == 17)
        #expect(paid.inputFees == 0 && paid.kept == 0 && paid.shortfalls == 0)
        let inside = try await line(in: try await told(.meltFinalizeInside, engine))
        #expect(inside.issued == 51 && inside.redeemed == 44)
        #expect(inside.received == 24 + 16 && inside.unissued == 16 && inside.paidOut == 16)
        #expect(inside.kept == 1 && inside.isHeld, "20 were taken for 16, and 3 given back")
    }

    @Test("Input fees are the mint's, and leave the circulation", arguments: StoreEngine.allCases)
    func fees(_ engine: StoreEngine) async throws {
        let store = try await told(.swapSetUp, engine)
        try await store.write { transaction in
            // Of 24, of which 2 are the fee.
            _ = try transaction.execute("DELETE FROM saga")
            _ = try transaction.execute("DELETE FROM pending_output")
            _ = try transaction.execute(
                """
                INSERT INTO proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature, created_at, \
                spent_at)
                SELECT y, operation_id, operation_kind, keyset_id, amount, secret, signature, created_at, 5
                FROM pending_proof
                """)
            _ = try transaction.execute("DELETE FROM pending_proof")
            _ = try transaction.execute(Self.signature(of: 22))
            try transaction.record(
                CompletedOperation(
                    operation: OperationID(), kind: .swap, unit: .sat, quoteID: nil, redeemed: 24, issued: 22,
                    inputFee: 2, paid: 0, paidMsat: 0), at: 5)
        }.get()
        let line = try await line(in: store)
        #expect(line.inputFees == 2 && line.outstanding == 22 && line.isHeld)
    }

    /// Another signature, over nothing.
    private static func signature(of amount: Int64) -> SQL {
        """
        INSERT INTO blind_signature (blinded, operation_id, operation_kind, position, keyset_id, amount, signature, \
        dleq_e, dleq_s, created_at, signed_at)
        SELECT keyset_id, operation_id, operation_kind, position, keyset_id, \(amount), signature, dleq_e, dleq_s, \
        created_at, signed_at
        FROM blind_signature ORDER BY amount LIMIT 1
        """
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let statement: SQL
        let difference: Int64
        var quoteDifference: Int64 = 0
        var shortfalls: UInt64 = 0
    }

    /// Of a melt that is paid: 24 received, 51 issued, 44 redeemed, 17 paid.
    static let damages: [Damage] = [
        Damage(testDescription: "proofs are gone", statement: "DELETE FROM proof WHERE amount = 8", difference: 8),
        Damage(testDescription: "a signature of nobody's", statement: signature(of: 1_000), difference: 1_000),
        Damage(
            testDescription: "signatures are gone",
            statement: "DELETE FROM blind_signature WHERE amount = 8", difference: -8),
        Damage(
            testDescription: "a signature of another amount",
            statement: "UPDATE blind_signature SET amount = 9 WHERE amount = 8", difference: 1),
        Damage(
            testDescription: "a proof of another amount", statement: "UPDATE proof SET amount = 7 WHERE amount = 8",
            difference: 1),
        Damage(
            testDescription: "a payment that was not received",
            statement: "UPDATE mint_quote SET amount_paid = 25", difference: 1),
        Damage(
            testDescription: "a payment that was not received, and is issued",
            statement: "UPDATE mint_quote SET amount_paid = 25, amount_issued = 25", difference: 0,
            quoteDifference: 1),
        Damage(
            testDescription: "a payment of another amount",
            statement: "UPDATE credited_payment SET amount = 25", difference: -1),
        Damage(
            testDescription: "a quote that is issued without ecash",
            statement: "UPDATE mint_quote SET amount_issued = 23", difference: 1, quoteDifference: -1),
        Damage(
            testDescription: "a melt that is not in the books",
            statement: "DELETE FROM completed_operation WHERE kind = 3", difference: -17),
        Damage(
            testDescription: "a mint that is not in the books",
            statement: "DELETE FROM completed_operation WHERE kind = 2", difference: 0, quoteDifference: 24),
        Damage(
            testDescription: "a swap that gave more than it took",
            statement: "UPDATE completed_operation SET issued = 25 WHERE kind = 1", difference: -1, shortfalls: 1),
        Damage(
            testDescription: "a fee that nobody paid",
            statement: "UPDATE completed_operation SET input_fee = 1 WHERE kind = 3", difference: 0, shortfalls: 1),
        Damage(
            testDescription: "a payment that cost more than was taken for it",
            statement: "UPDATE completed_operation SET paid = 18 WHERE kind = 3", difference: 0, shortfalls: 1),
    ]

    @Test("Whatever is changed by hand is noticed", arguments: StoreEngine.allCases, damages)
    func damaged(_ engine: StoreEngine, _ damage: Damage) async throws {
        let store = try await told(.meltFinalize, engine)
        #expect(try await line(in: store).isHeld)
        #expect(try await store.write { try $0.execute(damage.statement) }.get() > 0)
        let line = try await line(in: store)
        #expect(!line.isHeld)
        #expect(line.difference == damage.difference, "\(line)")
        #expect(line.quoteDifference == damage.quoteDifference, "\(line)")
        #expect(line.shortfalls == damage.shortfalls, "\(line)")
    }

    @Test("More spent than was ever signed is below zero, keyset by keyset", arguments: StoreEngine.allCases)
    func forged(_ engine: StoreEngine) async throws {
        let store = try await told(.meltFinalize, engine)
        _ = try await store.write { try $0.execute("UPDATE proof SET amount = 1000 WHERE amount = 8") }.get()
        let keyset = try #require(try await store.read { try $0.keysetBalances() }.get().first)
        #expect(keyset.keysetID == Sample.keyset && keyset.unit == .sat)
        #expect(keyset.issued == 51 && keyset.redeemed == 1_036 && keyset.outstanding == -985)
        #expect(try await line(in: store).outstanding == -985)
    }

    @Test("Units are kept apart, and one without any money is in order", arguments: StoreEngine.allCases)
    func units(_ engine: StoreEngine) async throws {
        let store = try await told(.meltFinalize, engine)
        let usd = try #require(CurrencyUnit("usd"))
        try await store.storeKeyset(beside: usd)
        let lines = try await store.read { try $0.conservation() }.get()
        try #require(lines.map(\.unit) == [.sat, usd])
        #expect(lines.map(\.isHeld) == [true, true])
        #expect(lines[1].issued == 0 && lines[1].received == 0 && lines[1].outstanding == 0)
        let line = CompletedOperation(
            operation: OperationID(), kind: .mint, unit: usd, quoteID: "q", redeemed: 0, issued: 5, inputFee: 0,
            paid: 0, paidMsat: 0)
        try await store.write { try $0.record(line, at: 9) }.get()
        let isHeld = try await store.read { try $0.conservation().map(\.isHeld) }.get()
        #expect(isHeld == [true, false])
    }

    @Test("What is reserved for nobody is found", arguments: StoreEngine.allCases)
    func strays(_ engine: StoreEngine) async throws {
        for (step, expected) in [(MoneyStep.swapSetUp, (2, 3, 0)), (.meltSetUp, (2, 3, 1))] as [
            (MoneyStep, (UInt64, UInt64, UInt64))
        ] {
            let store = try await told(step, engine)
            #expect(try await strays(in: store).areNone)
            _ = try await store.write { try $0.execute("DELETE FROM saga") }.get()
            let strays = try await strays(in: store)
            #expect((strays.proofs, strays.outputs, strays.meltQuotes) == expected, "\(step)")
            #expect(!strays.areNone)
            #expect(try await line(in: store).isHeld, "nothing was moved")
        }
    }
}
