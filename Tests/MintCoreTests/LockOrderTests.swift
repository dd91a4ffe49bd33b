import Cashu
import Lightning
import MintStore
import SignatoryAPI
import Storage
import StorageTestSupport
import Synchronization
import Testing

@testable import MintCore

/// docs/decisions/0008-sets-and-lock-order.md
@Suite("The order of locks")
struct LockOrderTests {
    @Test("Every transaction of every operation locks quote, saga, proofs and outputs in this order")
    func order() async throws {
        let fixture = try await MintFixture()
        let record = LockRecord()
        let database = Database(try await TestDatabase.engine(faults: record, logger: MintFixture.logger))
        try await MintSchema.migrations.apply(to: database)
        let mint = Mint(
            settings: fixture.settings, database: database, signatory: fixture.signatory, backend: fixture.backend,
            clock: fixture.clock, logger: MintFixture.logger)
        try await mint.start()
        #expect(await mint.intake.accept(fixture.signatory.publication()))

        let inputs = try await fund(mint, fixture)
        _ = try await mint.swap(inputs: [inputs[0]], outputs: fixture.outputs(8).messages)
        fixture.signatory.fail(always: .refuses(.keysetInactive))
        await #expect(throws: MintFailure.self) {
            try await mint.swap(inputs: [inputs[1]], outputs: fixture.outputs(8).messages)
        }
        fixture.signatory.fail(always: nil)
        for (description, input) in [("fake:settle", inputs[2]), ("fake:fail", inputs[3])] {
            let quote = try await mint.createMeltQuote(
                MeltQuoteOrder(unit: .sat, request: fixture.invoice(description).text))
            _ = try? await mint.melt(
                quote: quote.id, inputs: [input], outputs: fixture.blanks(3).messages, prefersAsync: false)
        }
        #expect(record.violations == [])
        // All that are in the table of ranks: a name that is misspelled there would check nothing.
        #expect(record.touched == Set(LockRecord.ranks.keys))
        await database.close()
    }

    private func fund(_ mint: Mint, _ fixture: MintFixture) async throws -> [Proof] {
        let keyset = fixture.keyset
        let outputs = fixture.outputs(8, 8, 16, 32)
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 64))
        return try outputs.proofs(
            try await mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil), keyset)
    }
}

/// Which tables a transaction touches first, one after another. One connection at a time.
private final class LockRecord: FaultInjection {
    static let ranks = [
        "mint_quote": 0, "credited_payment": 0, "melt_quote": 0, "saga": 1, "pending_proof": 2, "proof": 2,
        "pending_output": 3, "blind_signature": 3, "melt_change": 4, "completed_operation": 4,
    ]

    private struct State {
        var touched: [String] = []
        var all: Set<String> = []
        var violations: [String] = []
    }

    private let state = Mutex(State())

    var violations: [String] { state.withLock { $0.violations } }
    var touched: Set<String> { state.withLock { $0.all } }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        state.withLock { state in
            if point == .begin { state.touched = [] }
            guard let table = Self.locked(by: statement.text(in: .postgres)), let rank = Self.ranks[table],
                !state.touched.contains(table)
            else { return }
            if let last = state.touched.last, let lastRank = Self.ranks[last], rank < lastRank {
                state.violations.append("\(table) after \(state.touched)")
            }
            state.touched.append(table)
            state.all.insert(table)
        }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {}

    /// The table whose rows a statement locks.
    private static func locked(by text: String) -> String? {
        let words = text.split { $0 == " " || $0 == "\n" }
        switch words.first {
        case "INSERT", "DELETE": return String(words[2])
        case "UPDATE": return String(words[1])
        case "SELECT" where text.hasSuffix("FOR UPDATE"):
            return words.firstIndex(of: "FROM").map { String(words[$0 + 1]) }
        default: return nil
        }
    }
}
