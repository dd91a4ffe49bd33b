import Cashu
import CashuCrypto
import MintStore
import PaymentAPI
import Storage
import StoragePostgres
import TestSupport
import Testing

@testable import MintCore

@Suite("What an operator sees of open operations")
struct OpenSagaTests {
    @Test("is the row, its keeper, and what recovery made of it")
    func list() async throws {
        let melt = try await OpenMelt()
        let saga = try #require(try await melt.administration.sagas().first)
        #expect(saga.name == melt.operation.text)
        #expect(saga.row?.quoteID == melt.quote.id)
        #expect(saga.keeper == .here)
        #expect(saga.failures == 0 && !saga.isPoisoned)
        for failures in 1...3 {
            melt.mint.recovery.troubles.note(.internalFailure(detail: "broken"), of: melt.operation)
            let saga = try #require(try await melt.administration.sagas().first)
            #expect(saga.failures == failures)
            #expect(saga.lastError?.contains("broken") == true)
            #expect(saga.isPoisoned == (failures == 3))
        }
    }

    @Test("of a melt is what it holds, its quote, what the backend says, and the rule of its release")
    func evidence() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .unknown("busy") }
        let evidence = try await melt.administration.saga(melt.reference)
        #expect(evidence.holdings.inputs == 1 && evidence.holdings.inputAmount == 16)
        #expect(evidence.holdings.outputs == 3 && evidence.holdings.signedOutputs == 0)
        #expect(evidence.quote?.id == melt.quote.id)
        #expect(evidence.outcome == .unknown("busy"))
        #expect(evidence.invoiceExpiresAt == melt.fixture.clock.now() + 3_600)
        #expect(evidence.rule == .attempted(lastMoment: melt.fixture.clock.now() + 7_200))
        #expect(evidence.incidents.isEmpty)
        // Looking changes nothing.
        #expect(try await melt.fixture.state(melt.inputs) == [.pending])
        _ = try await melt.resolve(.retry, reason: "look again")
        #expect(try await melt.administration.saga(melt.reference).incidents.map(\.resolution?.reason) == ["look again"])
    }

    @Test("A text that is no id names nothing, and an operation that is over is unknown")
    func unknown() async throws {
        #expect(SagaReference("") == nil)
        #expect(SagaReference("no id") == nil)
        #expect(SagaReference("abc") == nil)
        #expect(SagaReference(String(repeating: "0", count: 130)) == nil)
        let melt = try await OpenMelt()
        #expect(SagaReference(melt.operation.text) == melt.reference)
        let other = SagaReference(bytes: OperationID().bytes.bytes)
        let refusals = [
            await Refusal.of { () throws(AdministrationFailure) in try await melt.administration.saga(other) },
            await Refusal.of { () throws(AdministrationFailure) in
                try await melt.administration.resolve(saga: other, .retry, reason: "r")
            },
        ]
        for refusal in refusals { #expect(refusal?.hasPrefix("unknown: ") == true) }
    }

    @Test("An operation of a process that has ended is taken over before anything is done about it")
    func ended() async throws {
        let melt = try await OpenMelt()
        try await setOwner(77, on: melt.fixture.database)
        #expect(try await melt.administration.saga(melt.reference).saga.keeper == .ended)
        melt.backend.say { _ in .failed("no route") }
        #expect(try await melt.resolve(.release(isForced: false)).isOver)
        try await melt.expectEnded(.unspent, .unpaid, by: "no route")
    }

    @Test("An operation of a process that lives is left to that one")
    func elsewhere() async throws {
        let url = try await TestPostgres.freshURL()
        var configuration = PostgresConfiguration(url, logger: MintFixture.logger)
        configuration.maximumConnections = 2
        let (first, second) = (Database(try PostgresEngine(configuration)), Database(try PostgresEngine(configuration)))
        try await MintSchema.migrations.apply(to: first)
        let fixture = try await MintFixture()
        let mint = Mint(
            settings: fixture.settings, database: second, signatory: fixture.signatory, backend: fixture.backend,
            clock: fixture.clock, logger: MintFixture.logger)
        let operation = OperationID()
        _ = try await first.write { (transaction) throws(StoreError) in
            try transaction.beginSaga(operation, kind: .swap, at: 1)
        }
        let reference = SagaReference(bytes: operation.bytes.bytes)
        #expect(try await mint.administration.sagas().map(\.keeper) == [.elsewhere])
        for action in [SagaAction.retry, .release(isForced: true)] {
            let refusal = await Refusal.of { () throws(AdministrationFailure) in
                try await mint.administration.resolve(saga: reference, action, reason: "r")
            }
            #expect(refusal?.contains("another mintd, owner \(first.owner)") == true)
        }
        #expect(try await mint.administration.incidents().isEmpty)
        await first.close()
        #expect(try await mint.administration.sagas().map(\.keeper) == [.ended])
        await second.close()
    }

    private func setOwner(_ owner: Int64, on database: Database) async throws {
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE saga SET owner = \(owner)")
        }
    }
}
