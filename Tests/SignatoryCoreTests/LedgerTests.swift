internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import TestSupport
internal import Testing

@Suite("The issued ledger")
struct LedgerTests {
    private let mint = FixedBytes<16> { UInt8($0) }

    private func inquiry(_ operations: UInt64, _ keysets: [KeysetID] = []) -> LedgerInquiry {
        LedgerInquiry(mint: mint, completedOperations: operations, keysets: keysets)
    }

    private func issued(_ signatory: EmbeddedSignatory, _ keyset: Keyset) async throws -> [UInt64: UInt64] {
        let report = try await signatory.compare(inquiry(0, [keyset.id]))
        return Dictionary(uniqueKeysWithValues: report.issued.map { ($0.amount, $0.outputs) })
    }

    @Test("Counts every signature under its keyset and amount, and a repeated request once")
    func counts() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let first = request(outputs(3, of: keyset) + outputs(2, of: keyset, amount: 8, from: 10))
        let signatures = try await signatory.blindSign(first)
        #expect(try await signatory.blindSign(first) == signatures)
        #expect(try await issued(signatory, keyset) == [1: 3, 8: 2])
        // The same outputs in another operation are another request.
        _ = try await signatory.blindSign(request(first.outputs))
        #expect(try await issued(signatory, keyset) == [1: 6, 8: 4])
        await signatory.close()
    }

    @Test("Another request under an operation id that has signed is refused, and counts nothing")
    func mismatch() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let id = OperationID()
        _ = try await signatory.blindSign(
            SigningRequest(purpose: .swap, operationID: id, outputs: outputs(2, of: keyset)))
        let others = [
            SigningRequest(purpose: .swap, operationID: id, outputs: outputs(2, of: keyset, from: 5)),
            SigningRequest(purpose: .swap, operationID: id, outputs: outputs(2, of: keyset, amount: 2)),
            SigningRequest(purpose: .swap, operationID: id, outputs: outputs(1, of: keyset)),
            SigningRequest(purpose: .mint, operationID: id, outputs: outputs(2, of: keyset)),
        ]
        for other in others {
            let error = await #expect(throws: SignatoryError.self) { try await signatory.blindSign(other) }
            #expect(error?.code == .idempotencyMismatch)
        }
        #expect(try await issued(signatory, keyset) == [1: 2])
        await signatory.close()
    }

    @Test("Counts nothing of a request that is refused, whichever of its outputs is at fault")
    func refused() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        var many = outputs(20, of: keyset)
        many[13] = BlindedMessage(amount: 3, keysetID: keyset.id, point: many[13].point)
        #expect(await signatory.refusal(many)?.code == .amountUnknown)
        #expect(try await issued(signatory, keyset).isEmpty)
        await signatory.close()
    }

    @Test("What was counted is there after a restart, and a retry after it is not counted again")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        var signatory = try await openSignatory(.file(path))
        let keyset = try await signatory.active()
        let order = request(outputs(4, of: keyset))
        let signatures = try await signatory.blindSign(order)
        await signatory.close()
        signatory = try await openSignatory(.file(path))
        #expect(try await signatory.blindSign(order) == signatures)
        #expect(try await issued(signatory, keyset) == [1: 4])
        await signatory.close()
    }

    @Test("A retry is remembered for as long as was configured, and the rest is forgotten")
    func forgetting() async throws {
        let clock = TestClock()
        let signatory = try await openSignatory(clock: clock)
        let keyset = try await signatory.active()
        let order = request(outputs(1, of: keyset))
        _ = try await signatory.blindSign(order)
        clock.advance(by: signatory.policies.operationsKeptSeconds)
        try await signatory.keepHouseOnce()
        _ = try await signatory.blindSign(order)
        #expect(try await issued(signatory, keyset) == [1: 1])
        clock.advance(by: 1)
        try await signatory.keepHouseOnce()
        _ = try await signatory.blindSign(order)
        #expect(try await issued(signatory, keyset) == [1: 2])
        await signatory.close()
    }

    @Test("A fault at any statement signs nothing, and a repetition is counted once", arguments: OneFault.Side.allCases)
    func faults(_ side: OneFault.Side) async throws {
        var step = 0
        var refusals = 0
        while true {
            let fault = OneFault()
            let signatory = try await openSignatory(faults: fault)
            let keyset = try await signatory.active()
            let order = request(outputs(2, of: keyset))
            fault.arm(side, step: step)
            do throws(SignatoryError) { _ = try await signatory.blindSign(order) } catch { refusals += 1 }
            let hasStruck = fault.hasStruck
            fault.disarm()
            _ = try await signatory.blindSign(order)
            #expect(try await issued(signatory, keyset) == [1: 2], "step \(step)")
            await signatory.close()
            guard hasStruck else { break }
            step += 1
        }
        #expect(refusals > 4)
    }

    @Test("A keys database that cannot be written signs nothing, and signs again when it can")
    func fullDisk() async throws {
        let directory = try TemporaryDirectory()
        let signatory = try await openSignatory(.file(directory.path(of: "keys.sqlite")))
        let keyset = try await signatory.active()
        let signatures = try await signatory.blindSign(request(outputs(1, of: keyset)))
        // No page more than there are: SQLite says what it says of a full disk.
        try await pages(1, signatory)
        var number = 1
        var error: SignatoryError?
        while error == nil, number < 10_000 {
            error = await signatory.refusal(outputs(1, of: keyset, from: number))
            number += 1
        }
        #expect(error?.code == .readOnly)
        let counted = UInt64(number - 1)
        let claim = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(secret(0)), signature: signatures[0].point)
        #expect(try await signatory.verify([claim]) == .valid)
        let full = try await signatory.status()
        #expect(full.isReadOnly && !full.isReady)
        try await pages(1_000_000, signatory)
        #expect(try await issued(signatory, keyset) == [1: counted])
        #expect(await signatory.refusal(outputs(1, of: keyset, from: number)) == nil)
        #expect(try await signatory.status().isReady)
        await signatory.close()
    }

    private func pages(_ count: Int64, _ signatory: EmbeddedSignatory) async throws {
        try await signatory.store.database.write { (transaction) throws(DatabaseError) in
            let pragma: SQL = count == 1 ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1000000"
            _ = try transaction.run(pragma)
        }
    }

    @Test("A mint whose books went back is refused, and may go on where it was")
    func rollback() async throws {
        let signatory = try await openSignatory()
        _ = try await signatory.compare(inquiry(7))
        _ = try await signatory.compare(inquiry(7))
        let error = await #expect(throws: SignatoryError.self) { try await signatory.compare(inquiry(6)) }
        #expect(error?.code == .rolledBack)
        // Another mint has books of its own.
        _ = try await signatory.compare(
            LedgerInquiry(mint: FixedBytes<16> { UInt8($0 + 1) }, completedOperations: 0, keysets: []))
        _ = try await signatory.compare(inquiry(8))
        await signatory.close()
    }

    @Test("A ledger that was lowered, emptied or cut is refused at the next start", arguments: [
        "UPDATE issued SET outputs = outputs - 1", "DELETE FROM issued", "DELETE FROM issued WHERE amount = 2",
    ] as [SQL])
    func altered(_ statement: SQL) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        let signatory = try await openSignatory(.file(path))
        let keyset = try await signatory.active()
        _ = try await signatory.blindSign(request(outputs(3, of: keyset) + outputs(1, of: keyset, amount: 2, from: 9)))
        await signatory.close()
        try await edit(path, statement)
        let error = await #expect(throws: SignatoryStartError.self) { try await openSignatory(.file(path)) }
        guard case .alteredDatabase = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
