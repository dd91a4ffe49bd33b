import Cashu
import CashuCrypto
import Logging
import MintStore
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

@Suite("Many sagas are open")
struct ManySagasTests {
    /// As a process leaves them that dies after TX1.
    private func abandon(
        _ operation: OperationID, _ inputs: [Proof], _ outputs: [Output], in fixture: MintFixture
    ) async throws {
        let held = inputs.map { MintInput(proof: $0, y: $0.secret.point) }
        try await fixture.database.write { (transaction) throws(StoreError) in
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            try transaction.reserve(held, for: operation, kind: .swap, at: 1)
            try transaction.reserve(outputs.messages, for: operation, kind: .swap, at: 1)
        }
    }

    @Test("Hundreds of open sagas, half of them poison, end beside new work")
    func half() async throws {
        let fixture = try await MintFixture { $0.recoveryIntervalMilliseconds = 100 }
        let template = try await fixture.fund(8)[0]
        let (good, bad) = (100, 100)
        for number in 0..<(good + bad) {
            let operation = OperationID()
            let secret = TestWallet.outputs([8], fixture.keyset.id)[0].secret
            let proof = Proof(amount: 8, keysetID: template.keysetID, secret: secret, signature: template.signature)
            try await abandon(operation, [proof], fixture.outputs(8), in: fixture)
            guard number % 2 == 0 else { continue }
            try await fixture.database.write { (transaction) throws(DatabaseError) in
                _ = try transaction.execute("UPDATE saga SET state = 99 WHERE operation_id = \(operation.bytes.bytes)")
            }
        }
        let mint = try await fixture.restarted()
        let running = await fixture.run(mint)
        let signatures = try await mint.swap(inputs: [template], outputs: fixture.outputs(4, 4).messages)
        #expect(signatures.count == 2, "new work does not wait for the old")
        #expect(try await eventually { try await Books(fixture.database).sagas == UInt64(bad) })
        #expect(try await Books(fixture.database).pendingProofs == UInt64(bad), "nothing of what is unclear was touched")
        running.cancel()
        await running.value
        let alarms = fixture.log.entries.filter { $0.level == .critical && $0.message == "a saga is unreadable" }
        #expect(!alarms.isEmpty)
    }

    @Test("What fails again and again is poison: an alarm once, listed, and forgotten when it is gone")
    func poison() async throws {
        let fixture = try await MintFixture()
        let operation = OperationID()
        try await fixture.database.write { (transaction) throws(StoreError) in
            _ = try transaction.beginSaga(operation, kind: .melt, at: 1)
        }
        let recovery = fixture.mint.recovery
        for _ in 0..<5 { await recovery.round() }
        #expect(Array(recovery.troubles.poisoned.keys) == [operation])
        #expect(fixture.log.entries.count { $0.level == .critical } == 1)
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("DELETE FROM saga")
        }
        await recovery.round()
        #expect(recovery.troubles.poisoned.isEmpty)
    }

    @Test("Recovery and those who ask again race for what a dead process left, and it takes place once")
    func race() async throws {
        let fixture = try await MintFixture()
        for _ in 0..<10 {
            let (inputs, outputs) = (try await fixture.fund(8), fixture.outputs(4, 4))
            let operation = RequestDigest.swap(inputs: inputs, outputs: outputs.messages).operation
            try await abandon(operation, inputs, outputs, in: fixture)
            let mint = try await fixture.restarted()
            let answers = try await withThrowingTaskGroup(of: [BlindSignature]?.self) { group -> [[BlindSignature]] in
                for number in 0..<10 {
                    group.addTask {
                        if number % 3 == 0 {
                            await mint.recovery.round()
                            return nil
                        }
                        return try await mint.swapPatiently(inputs, outputs)
                    }
                }
                return try await group.reduce(into: [[BlindSignature]]()) { if let answer = $1 { $0.append(answer) } }
            }
            #expect(answers.count == 6 && Set(answers.map { $0.map(\.point) }).count == 1)
            let books = try await Books(fixture.database)
            books.expectQuiet()
            books.expectConserved()
        }
    }
}
