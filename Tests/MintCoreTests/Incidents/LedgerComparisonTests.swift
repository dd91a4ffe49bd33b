import Cashu
import Logging
import MintStore
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

@Suite("The mint's books and the signatory's are compared")
struct LedgerComparisonTests {
    private func incidents(_ fixture: MintFixture) async throws -> [Incident] {
        try await fixture.database.read { (transaction) throws(StoreError) in try transaction.incidents() }
    }

    @Test("Nothing is signed or verified before the signatory has answered, and everything afterwards")
    func gate() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        fixture.signatory.alterLedger { $0.isAway = true }
        let mint = try await fixture.restarted()
        let running = Task { await mint.run() }
        #expect(await eventually { mint.services.ledgerGate.current == .waiting })
        #expect(await mint.obstacles().contains("the books were not compared with the signatory's"))
        let outputs = fixture.outputs(8)
        let swap = await Outcome.of { () throws(MintFailure) in
            try await mint.swap(inputs: inputs, outputs: outputs.messages)
        }
        #expect(swap == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
        fixture.signatory.alterLedger { $0.isAway = false }
        #expect(await eventually { mint.services.ledgerGate.current == .open })
        _ = try await mint.swap(inputs: inputs, outputs: outputs.messages)
        running.cancel()
        await running.value
    }

    @Test("A mint whose database was restored from a backup ends, and says why")
    func rollback() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8, 4)
        await fixture.mint.audit.compareOnce()
        // A backup of before the funding.
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("DELETE FROM completed_operation")
        }
        let mint = try await fixture.restarted()
        await mint.run()
        #expect(mint.rollback != nil)
        #expect(fixture.log.entries.contains { $0.level == .critical })
        let outputs = fixture.outputs(8, 4)
        let swap = await Outcome.of { () throws(MintFailure) in
            try await mint.swap(inputs: inputs, outputs: outputs.messages)
        }
        #expect(swap == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
    }

    @Test("Another process of the same mint that was faster is no rollback")
    func faster() async throws {
        let fixture = try await MintFixture()
        await fixture.mint.audit.compareOnce()
        let processes = try await [fixture.restarted(), fixture.restarted(), fixture.restarted()]
        try await withThrowingTaskGroup { group in
            for (position, mint) in processes.enumerated() {
                group.addTask {
                    for _ in 0..<10 {
                        if position == 0 { _ = try await fixture.fund(1) }
                        await mint.audit.compareOnce()
                    }
                }
            }
            try await group.waitForAll()
        }
        for mint in processes { #expect(mint.rollback == nil) }
    }

    @Test("Books that agree are no incident, nor signatures that the signatory made and the mint gave up")
    func agreement() async throws {
        let fixture = try await MintFixture()
        _ = try await fixture.fund(8, 4)
        fixture.signatory.alterLedger { ledger in for key in ledger.issued.keys { ledger.issued[key, default: 0] += 3 } }
        await fixture.mint.audit.compareOnce()
        await fixture.mint.audit.round()
        #expect(try await incidents(fixture).isEmpty)
    }

    @Test("A signature that the signatory never made is an incident, and nothing is melted")
    func forgery() async throws {
        let fixture = try await MintFixture()
        _ = try await fixture.fund(8, 4)
        fixture.signatory.alterLedger { ledger in for key in ledger.issued.keys { ledger.issued[key] = 0 } }
        await fixture.mint.audit.compareOnce()
        for _ in 0..<2 { await fixture.mint.audit.round() }
        let found = try await incidents(fixture)
        #expect(found.map(\.report.kind) == [.conservation])
        #expect(found.first?.report.detail.contains("the signatory made 0") == true)
    }

    @Test("A signatory whose audit log became shorter is an incident")
    func shorterLog() async throws {
        let fixture = try await MintFixture()
        fixture.signatory.alterLedger { $0.auditNumber = 40 }
        await fixture.mint.audit.compareOnce()
        fixture.signatory.alterLedger { $0.auditNumber = 39 }
        for _ in 0..<2 { await fixture.mint.audit.compareOnce() }
        let found = try await incidents(fixture)
        #expect(found.map(\.report.kind) == [.conservation])
        #expect(found.first?.report.detail.contains("39 lines and had 40") == true)
    }
}
