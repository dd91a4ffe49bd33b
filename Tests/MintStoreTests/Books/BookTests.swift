import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: books", .serialized)
struct BookTests {
    @Test(
        "A completed operation leaves a line with all its sums, in the order of completion",
        arguments: StoreEngine.allCases)
    func lines(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let lines = OperationKind.allCases.map { kind in
            CompletedOperation(
                operation: OperationID(), kind: kind, unit: .sat, quoteID: kind == .swap ? nil : "q", redeemed: 8,
                issued: 4, inputFee: 1, paid: 3, paidMsat: 2_500)
        }
        for (number, line) in lines.enumerated() {
            try await store.write { try $0.record(line, at: UInt64(10 - number)) }.get()
        }
        let stored = try await store.read { transaction in
            try transaction.run(
                """
                SELECT operation_id, kind, unit, quote_id, redeemed, issued, input_fee, paid, paid_msat, completed_at
                FROM completed_operation ORDER BY number
                """)
        }.get()
        for (number, (row, line)) in zip(stored, lines).enumerated() {
            #expect(try row.bytes(0) == line.operation.bytes.bytes)
            #expect(try row.integer(1) == line.kind.rawValue)
            #expect(try row.text(2) == "sat")
            #expect(try row.optionalText(3) == line.quoteID)
            #expect(try (4..<9).map { column in try row.unsigned(column) } == [8, 4, 1, 3, 2_500])
            #expect(try row.unsigned(9) == UInt64(10 - number))
        }
        #expect(stored.count == 3)
    }

    @Test("What was redeemed, issued and earned is the sum of the lines", arguments: StoreEngine.allCases)
    func sums(_ engine: StoreEngine) async throws {
        let story = MoneyStory()
        let store = try await StoreFixture(engine)
        try await story.prepare(.meltFinalize, in: store)
        try await story.run(.meltFinalize, in: store).get()
        let books = try await Books(store)
        #expect(books.issued == 24 + 24 + 3)
        #expect(books.redeemed == 24 + 20)
        #expect(books.paid == 17)
        #expect(books.outstanding == 24 - 20 + 3)
        books.expectConserved()
    }
}
