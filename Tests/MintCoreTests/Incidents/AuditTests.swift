import Cashu
import CashuCrypto
import Lightning
import Logging
import MintStore
import Storage
import StorageTestSupport
import Testing

@testable import MintCore

@Suite("The books are checked")
struct AuditTests {
    /// Minted, swapped, melted with change, one melt pending.
    private func story() async throws -> MintFixture {
        let fixture = try await MintFixture(fee: 100) { $0.meltWaitSeconds = 0 }
        let coins = try await fixture.fund(16, 16, 8, 4)
        let outputs = fixture.outputs(8, 4, 2, 1)
        _ = try await fixture.mint.swap(inputs: [coins[0]], outputs: outputs.messages)
        let (paid, hanging) = (try await fixture.meltQuote(), try await fixture.meltQuote("fake:hang"))
        for quote in [paid, hanging] {
            _ = try await fixture.mint.melt(
                quote: quote.id, inputs: quote.id == paid.id ? [coins[1]] : [coins[2], coins[3], try await fixture.fund(4)[0]],
                outputs: fixture.blanks(3).messages, prefersAsync: false)
        }
        await fixture.settle()
        _ = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 5))
        return fixture
    }

    private func incidents(_ fixture: MintFixture) async throws -> [Incident] {
        try await fixture.database.read { (transaction) throws(StoreError) in try transaction.incidents() }
    }

    @Test("Nothing is found where everything is in order, with a melt under way and a quote unpaid")
    func balanced() async throws {
        let fixture = try await story()
        let report = try await fixture.mint.audit.report()
        #expect(report.breaches == [])
        let sat = try #require(report.units.first)
        #expect(sat.issued == 44 + 15 + 4 + 4 && sat.redeemed == 32)
        #expect(sat.received == 48 && sat.unissued == 0 && sat.inputFees == 2)
        #expect(report.keysets.count == 1 && report.keysets[0].outstanding == sat.outstanding)
        await fixture.mint.audit.round()
        #expect(try await incidents(fixture).isEmpty)
    }

    /// What somebody with a database shell could do.
    enum Tampering: CaseIterable, Sendable {
        case signatureDoubled, proofForgotten, quoteReopened, lineChanged, chargeRaised, sagasDeleted

        var statement: SQL {
            switch self {
            case .signatureDoubled: "UPDATE blind_signature SET amount = 2 * amount WHERE amount = 8"
            case .proofForgotten: "DELETE FROM proof WHERE amount = 16 AND operation_kind = 1"
            case .quoteReopened: "UPDATE mint_quote SET amount_issued = 0 WHERE amount = 4"
            case .lineChanged: "UPDATE completed_operation SET issued = issued + 1, redeemed = redeemed + 1 WHERE kind = 2"
            case .chargeRaised: "UPDATE completed_operation SET paid = paid + 100 WHERE kind = 3"
            case .sagasDeleted: "DELETE FROM saga"
            }
        }
    }

    @Test(
        "A row that was changed by hand is an incident, once, an alarm, and the end of melting",
        arguments: Tampering.allCases)
    func tampered(_ tampering: Tampering) async throws {
        let fixture = try await story()
        let statement = tampering.statement
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(statement)
        }
        for _ in 0..<2 { await fixture.mint.audit.round() }
        let found = try await incidents(fixture)
        #expect(found.map(\.report.kind) == [.conservation])
        #expect(fixture.log.entries.contains { $0.level == .critical })
        let (invoice, inputs) = (try fixture.invoice().text, try await fixture.fund(16))
        let melt = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice))
        }
        #expect(melt == .unavailable)
        let swapped = try await fixture.mint.swap(inputs: inputs, outputs: fixture.outputs(8, 4, 2, 1).messages)
        #expect(swapped.count == 4, "what moves no money out goes on")
    }
}
