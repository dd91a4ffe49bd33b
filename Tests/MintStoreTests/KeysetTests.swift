import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Stored keysets")
struct KeysetTests {
    private func keyset(_ index: UInt32, _ state: KeysetState, keys: KeysetKeys? = nil) throws -> Keyset {
        let keys =
            try keys ?? #require(
                KeysetKeys(amounts: [1, 2, UInt64(1) << 62], publicKeys: (0..<3).map { _ in StoreFixture.point() }))
        return Keyset(
            id: KeysetID.deriveVersion2(keys, unit: .sat, inputFeePPK: 100, finalExpiry: 99), unit: .sat, state: state,
            inputFeePPK: 100, keys: keys, finalExpiry: 99, derivationIndex: index, createdAt: UInt64(index))
    }

    private func publication(_ generation: UInt64, _ identity: PublicKey, _ keysets: [Keyset]) -> StoredPublication {
        StoredPublication(identity: identity, generation: generation, digest: .random(), keysets: keysets)
    }

    @Test("A publication comes back as it was stored, and states move on")
    func roundTrip() async throws {
        let store = try await StoreFixture()
        let identity = StoreFixture.point()
        let first = try keyset(1, .active)
        #expect(try await store.read { (transaction) throws(StoreError) in try transaction.publication() } == nil)
        let old = publication(1, identity, [first])
        _ = try await store.write { (transaction) throws(StoreError) in try transaction.store(old) }
        let drained = Keyset(
            id: first.id, unit: .sat, state: .draining, inputFeePPK: 100, keys: first.keys, finalExpiry: 99,
            derivationIndex: 1, createdAt: 1)
        let new = publication(2, identity, [drained, try keyset(2, .active)])
        #expect(try await store.write { (transaction) throws(StoreError) in try transaction.store(new) }.isSuccess)
        let stored = try #require(
            try await store.read { (transaction) throws(StoreError) in try transaction.publication() })
        #expect(stored.identity == identity && stored.generation == 2 && stored.digest == new.digest)
        #expect(stored.keysets == new.keysets)
        #expect(
            try await store.write { (transaction) throws(StoreError) in try transaction.store(old) }.isConflict,
            "an older generation")
        #expect(try await store.write { (transaction) throws(StoreError) in try transaction.probe() }.isSuccess)
    }

    @Test("A public key stands under one keyset only")
    func keyReuse() async throws {
        let store = try await StoreFixture()
        let first = try keyset(1, .active)
        let pairs = try #require(KeysetKeys(amounts: [4], publicKeys: [first.keys.publicKeys[0]]))
        let twin = publication(1, StoreFixture.point(), [first, try keyset(2, .inactive, keys: pairs)])
        #expect(try await store.write { (transaction) throws(StoreError) in try transaction.store(twin) }.isConflict)
        #expect(try await store.read { (transaction) throws(StoreError) in try transaction.publication() } == nil)
    }
}
