import Cashu
import MintStore
import PaymentFake
import Storage
import Testing

@testable import MintCore

@Suite("Recovery")
struct RecoveryTests {
    @Test("An operation that runs in this process is left alone, and one that nobody runs is not")
    func live() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        let operation = RequestDigest.swap(inputs: inputs, outputs: outputs.messages).operation
        let other = try await fixture.restarted()
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            await fixture.mint.recovery.round()
            // As a request does that waits for this very one.
            await fixture.mint.recovery.advance(operation)
            #expect((try? await fixture.state(inputs)) == [.pending])
            // As if this process had died here and another one had started.
            await other.recovery.round()
            #expect((try? await fixture.state(inputs)) == [.unspent])
        }
        // The saga is fenced: what was undone behind its back is not completed.
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
            } == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await fixture.mint.restore(outputs.messages).isEmpty)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("An undone swap whose inputs another operation holds leaves them to it")
    func fence() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let (stale, fresh) = (fixture.outputs(8), fixture.outputs(8))
        let other = try await fixture.restarted()
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            await other.recovery.round()
            #expect(
                await Outcome.of { () throws(MintFailure) in
                    try await other.swap(inputs: inputs, outputs: fresh.messages)
                } == .answered)
        }
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.swap(inputs: inputs, outputs: stale.messages)
            } == .unavailable)
        #expect(try await fixture.mint.restore(stale.messages).isEmpty)
        #expect(try await fixture.mint.restore(fresh.messages).count == 1)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("A saga that cannot be ended or read holds up no other")
    func isolation() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        fixture.signatory.beforeSigning { fixture.faults.arm(.outageBefore, at: 1) }
        _ = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.swap(inputs: inputs, outputs: fixture.outputs(8).messages)
        }
        fixture.signatory.beforeSigning(nil)
        fixture.faults.disarm()
        let poison: [(id: UInt8, kind: Int64, state: Int64)] = [(1, 99, 1), (2, 3, 1), (3, 2, 1), (4, 1, 3)]
        for row in poison {
            let id = [UInt8](repeating: row.id, count: 16)
            try await fixture.database.write { (transaction) throws(DatabaseError) in
                _ = try transaction.execute(
                    """
                    INSERT INTO saga (operation_id, kind, state, owner, version, created_at, updated_at)
                    VALUES (\(id), \(row.kind), \(row.state), \(transaction.owner), 1, 0, 0)
                    """)
            }
        }
        await fixture.mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await Books(fixture.database).sagas == 4)
    }
}
