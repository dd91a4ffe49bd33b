import Cashu
import MintStore
import Storage
import Testing

@Suite("Store: a full disk", .serialized)
struct FullDiskTests {
    /// What an operation writes: some kilobytes.
    private static func fill(_ store: StoreFixture) async throws -> Result<Void, StoreError> {
        let operation = OperationID()
        let inputs = (0..<100).map { _ in Sample.input(witness: String(repeating: "w", count: 1_000)) }
        return try await store.write { transaction in
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            try transaction.reserve(inputs, for: operation, kind: .swap, at: 1)
        }
    }

    @Test(
        "Writes fail and say why, nothing is half written, reads go on, and with room again so do writes",
        arguments: [StoreEngine.file, .memory])
    func full(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        try await Self.fill(store).get()
        // Not below what it has, so that not a page more fits than is free.
        try await store.write { _ = try $0.execute("PRAGMA max_page_count = 1") }.get()
        var before = try await store.contents()
        var outcome = try await Self.fill(store)
        // Free pages may hold one more.
        for _ in 0..<3 where outcome.isSuccess {
            before = try await store.contents()
            outcome = try await Self.fill(store)
        }
        #expect(outcome.kind == .storageFailure, "\(outcome)")
        for _ in 0..<3 {
            #expect(try await Self.fill(store).kind == .storageFailure)
            #expect(try await store.contents() == before)
        }
        let group = try await concurrently(8) { _ in try await Self.fill(store) }
        #expect(group.allSatisfy { $0.kind == .storageFailure })
        #expect(try await store.contents() == before)
        try await store.write { _ = try $0.execute("PRAGMA max_page_count = 1000000") }.get()
        #expect(try await Self.fill(store).isSuccess)
        let check = try await store.read { try $0.run("PRAGMA integrity_check")[0].text(0) }.get()
        #expect(check == "ok")
    }
}
