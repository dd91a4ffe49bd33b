internal import Cashu
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import TestSupport
internal import Testing

@Suite("The audit log of the signatory")
struct AuditLogTests {
    private func entries(_ signatory: EmbeddedSignatory) async throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        while true {
            let page = try await signatory.audit(after: entries.last?.number ?? 0)
            #expect(page.isIntact)
            guard !page.entries.isEmpty else { return entries }
            entries += page.entries
        }
    }

    @Test("Tells every start, administrative act, refusal and end, in order and with who did it")
    func story() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        var signatory = try await openSignatory(.file(path))
        let keyset = try await signatory.active()
        let operator7 = signatory.administration(as: "uid 7")
        _ = try await operator7.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0, reason: "yearly"))
        _ = try await operator7.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0, isDryRun: true))
        _ = try await operator7.deactivate(KeysetDeactivation(keysetID: keyset.id, reason: "drained"))
        let limit = SigningLimit(
            unit: .sat, purpose: .mint, intervalSeconds: 60, maximumAmount: 5, maximumOutputs: nil)
        _ = try await operator7.setLimit(limit, reason: "careful")
        _ = try await operator7.pause(SigningPause(isPaused: true, reason: "look"))
        _ = try await operator7.pause(SigningPause(isPaused: true, reason: "again"))
        _ = try await operator7.pause(SigningPause(isPaused: false, reason: "fine"))
        #expect(await signatory.refusal(outputs(1, of: keyset))?.code == .keysetInactive)
        await signatory.close()
        signatory = try await openSignatory(.file(path))
        let entries = try await entries(signatory)
        #expect(
            entries.map(\.kind) == [
                "started", "keyset-made", "rotated", "deactivated", "limit-set", "paused", "resumed", "refused",
                "stopped", "started",
            ])
        #expect(entries.map(\.number) == Array(1...10))
        #expect(entries[2...6].allSatisfy { $0.actor == "uid 7" })
        #expect(entries[2].detail.hasSuffix(": yearly"))
        #expect(entries[7].detail == "keysetInactive 1")
        await signatory.close()
    }

    @Test("A refusal that no honest mint gets is written at once, the others together")
    func refusals() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let house = Task { await signatory.keepHouse() }
        let id = OperationID()
        for first in [0, 7] {
            let order = SigningRequest(
                purpose: .swap, operationID: id, outputs: outputs(1, of: keyset, from: first))
            _ = try? await signatory.blindSign(order)
        }
        let isWritten = try await eventually {
            let page = try await signatory.audit(after: 0)
            return page.entries.contains { $0.kind == "refused" && $0.detail.contains("idempotencyMismatch 1: operation") }
        }
        #expect(isWritten)
        house.cancel()
        await house.value
        await signatory.close()
    }

    @Test(
        "A row that was changed, removed, added or moved is found, and the signatory does not start",
        arguments: [
            "UPDATE audit SET detail = 'another' WHERE number = 3", "UPDATE audit SET actor = 'uid 1' WHERE number = 3",
            "UPDATE audit SET at = at + 1 WHERE number = 2", "UPDATE audit SET kind = 'paused' WHERE number = 2",
            "DELETE FROM audit WHERE number = 2", "DELETE FROM audit WHERE number = 1",
            "UPDATE audit SET number = 99 WHERE number = 3",
            "UPDATE audit SET code = (SELECT code FROM audit WHERE number = 2) WHERE number = 3",
            """
            INSERT INTO audit SELECT max(number) + 1, max(at), 'uid 0', 'resumed', '', code FROM audit
            """,
        ] as [SQL])
    func altered(_ statement: SQL) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        let signatory = try await openSignatory(.file(path))
        _ = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        await signatory.close()
        try await edit(path, statement)
        let error = await #expect(throws: SignatoryStartError.self) { try await openSignatory(.file(path)) }
        guard case .alteredDatabase(let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains("audit log"))
    }

    @Test("An administrative act that cannot be written into the log is not done")
    func failsClosed() async throws {
        let signatory = try await openSignatory()
        try await signatory.store.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("DROP TABLE audit")
        }
        let keyset = try await signatory.active()
        await #expect(throws: SignatoryError.self) {
            try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        }
        await #expect(throws: SignatoryError.self) {
            try await signatory.deactivate(KeysetDeactivation(keysetID: keyset.id))
        }
        await #expect(throws: SignatoryError.self) { try await signatory.pause(SigningPause(isPaused: true)) }
        #expect(try await signatory.active() == keyset)
        #expect(await signatory.refusal(outputs(1, of: keyset)) == nil)
        await signatory.close()
    }

    @Test("The log is read in pages, each compared with the one before")
    func pages() async throws {
        let signatory = try await openSignatory()
        for number in 0..<100 {
            _ = try await signatory.pause(SigningPause(isPaused: number.isMultiple(of: 2), reason: "\(number)"))
        }
        let all = try await entries(signatory)
        #expect(all.count == 102)
        #expect(all.map(\.number) == Array(1...102))
        // Past the end there is nothing to compare with.
        #expect(try await signatory.audit(after: 500).isIntact == false)
        await signatory.close()
    }
}
