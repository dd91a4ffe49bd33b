import Cashu
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

@Suite("A backend that does not answer")
struct PatienceTests {
    /// A melt of whose payment only the backend knows more.
    private func pendingMelt(_ fixture: MintFixture, _ mint: Mint) async throws -> (quote: MeltQuote, inputs: [Proof]) {
        let inputs = try await fixture.fund(16)
        let quote = try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: fixture.invoice().text))
        _ = try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: true)
        #expect(await eventually { mint.services.running.isIdle })
        return (quote, inputs)
    }

    @Test("is not waited for, and asked again")
    func deadline() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        // On this clock such a pause is over at once.
        let impatient = try await fixture.restarted(backend: backend) { $0.backendPatienceMilliseconds = 500 }
        let (quote, inputs) = try await pendingMelt(fixture, mint)
        let unpaid = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8))
        backend.hang()
        await impatient.recovery.round()
        #expect(try await impatient.mintQuote(unpaid.id).state == .unpaid)
        #expect(impatient.services.running.isIdle)
        #expect(try await fixture.state(inputs) == [.pending])
        backend.letGo()
        backend.say { _ in .settled(spentMsat: 10_000) }
        await mint.recovery.round()
        #expect(try await mint.meltQuote(quote.id).state == .paid)
        #expect(try await mint.mintQuote(unpaid.id).state == .paid)
    }

    @Test("holds up no swap")
    func swaps() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend) { $0.recoveryIntervalMilliseconds = 1 }
        let melt = try await pendingMelt(fixture, mint)
        let inputs = try await fixture.fund(8)
        backend.hang()
        let running = await fixture.run(mint)
        #expect(await eventually { backend.questions > 0 })
        // As a swap looks whose process died.
        let keyset = fixture.keyset.id
        let proof = inputs[0]
        try await fixture.database.write { (transaction) throws(StoreError) in
            let operation = OperationID()
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            let input = MintInput(proof: proof, y: proof.secret.point)
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            try transaction.reserve(TestWallet.outputs([8], keyset).messages, for: operation, kind: .swap, at: 1)
        }
        #expect(try await eventually { try await fixture.state(inputs) == [.unspent] })
        #expect(try await fixture.state(melt.inputs) == [.pending])
        backend.letGo()
        running.cancel()
        await running.value
    }

    @Test("A quote that cannot be read or credited keeps no other from being credited")
    func sweep() async throws {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 10
        configuration.maxDelaySeconds = 10
        let fixture = try await MintFixture(backend: configuration)
        var ids: [String] = []
        for _ in 0..<4 {
            ids.append(try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8)).id)
        }
        ids.sort()
        fixture.clock.advance(seconds: 10)
        let unreadable = ids[0]
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE mint_quote SET public_key = 'none' WHERE id = \(unreadable)")
            for statement in Self.poison(transaction.dialect) { _ = try transaction.execute(statement) }
        }
        await fixture.mint.credits.sweep()
        let paid = try await fixture.database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT id FROM mint_quote WHERE amount_paid > 0 ORDER BY id").map {
                (row) throws(DatabaseError) in try row.text(0)
            }
        }
        #expect(paid == [ids[2], ids[3]])
        #expect(fixture.log.errors.map(\.message) == ["a mint quote is unreadable"])
    }

    /// Lets every change of the readable quote with the least id fail.
    private static func poison(_ dialect: SQLDialect) -> [SQL] {
        switch dialect {
        case .sqlite:
            [
                """
                CREATE TRIGGER poison BEFORE UPDATE ON mint_quote WHEN NEW.id = (
                    SELECT id FROM mint_quote WHERE public_key IS NULL ORDER BY id LIMIT 1
                ) BEGIN SELECT RAISE(ABORT, 'poison'); END
                """
            ]
        case .postgres:
            [
                """
                CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF NEW.id = (SELECT id FROM mint_quote WHERE public_key IS NULL ORDER BY id LIMIT 1) THEN
                        RAISE EXCEPTION 'poison';
                    END IF;
                    RETURN NEW;
                END $$
                """,
                "CREATE TRIGGER poison BEFORE UPDATE ON mint_quote FOR EACH ROW EXECUTE FUNCTION poison()",
            ]
        }
    }
}
