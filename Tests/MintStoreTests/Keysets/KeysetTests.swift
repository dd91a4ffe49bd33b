import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: keysets", .serialized)
struct KeysetTests {
    private func keys(_ amounts: [UInt64] = [1, 2, UInt64(1) << 62]) throws -> KeysetKeys {
        try #require(KeysetKeys(amounts: amounts, publicKeys: Sample.points(amounts.count)))
    }

    private func keyset(
        _ index: UInt32, _ state: KeysetState, unit: CurrencyUnit = .sat, keys: KeysetKeys? = nil,
        finalExpiry: UInt64? = 99
    ) throws -> Keyset {
        let keys = try keys ?? self.keys()
        return Keyset(
            id: KeysetID.deriveVersion2(keys, unit: unit, inputFeePPK: 100, finalExpiry: finalExpiry), unit: unit,
            state: state, inputFeePPK: 100, keys: keys, finalExpiry: finalExpiry, derivationIndex: index,
            createdAt: UInt64(index))
    }

    private func changed(_ keyset: Keyset, to state: KeysetState) -> Keyset {
        Keyset(
            id: keyset.id, unit: keyset.unit, state: state, inputFeePPK: keyset.inputFeePPK, keys: keyset.keys,
            finalExpiry: keyset.finalExpiry, derivationIndex: keyset.derivationIndex, createdAt: keyset.createdAt)
    }

    private static let identity = Sample.point()

    private func publication(_ generation: UInt64, _ keysets: [Keyset]) -> StoredPublication {
        StoredPublication(identity: Self.identity, generation: generation, digest: .random(), keysets: keysets)
    }

    private func stored(in store: StoreFixture) async throws -> StoredPublication? {
        try await store.read { try $0.publication() }.get()
    }

    @Test(
        "Before the first publication there is none, and writing can be tried all the same",
        arguments: StoreEngine.allCases)
    func none(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        #expect(try await stored(in: store) == nil)
        #expect(try await store.write { try $0.probe() }.isSuccess)
        #expect(try await store.contents().isEmpty)
    }

    @Test(
        "A publication comes back as it was stored: every keyset of every unit and state, in its order",
        arguments: StoreEngine.allCases)
    func roundTrip(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let euro = try #require(CurrencyUnit("eur"))
        let keysets = [
            try keyset(1, .revoked), try keyset(2, .expired, unit: euro), try keyset(3, .inactive, finalExpiry: nil),
            try keyset(4, .draining, keys: try keys([1])), try keyset(UInt32.max, .active, unit: euro),
            try keyset(6, .active),
        ]
        let publication = publication(3, keysets)
        #expect(try await store.write { try $0.store(publication) }.get() == .stored)
        let found = try #require(try await stored(in: store))
        #expect(found.identity == publication.identity)
        #expect(found.generation == 3)
        #expect(found.digest == publication.digest)
        #expect(found.keysets == keysets)
    }

    @Test("The same again changes nothing", arguments: StoreEngine.allCases)
    func idempotent(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let publication = publication(3, [try keyset(1, .active)])
        #expect(try await store.write { try $0.store(publication) }.get() == .stored)
        let before = try await store.contents()
        #expect(try await store.write { try $0.store(publication) }.isSuccess)
        #expect(try await store.write { try $0.probe() }.isSuccess)
        #expect(try await store.contents() == before)
    }

    @Test(
        "States move on and keysets come; what is older, differs or was validated after too old a one changes nothing",
        arguments: StoreEngine.allCases)
    func rotation(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let first = try keyset(1, .active)
        let old = publication(1, [first])
        #expect(try await store.write { try $0.store(old) }.get() == .stored)
        let new = publication(2, [changed(first, to: .draining), try keyset(2, .active)])
        let untouched = try await store.contents()
        #expect(try await store.write { try $0.store(new) }.get() == .unvalidated)
        #expect(try await store.write { try $0.store(new, after: 0) }.get() == .unvalidated)
        #expect(try await store.contents() == untouched)
        #expect(try await store.write { try $0.store(new, after: 1) }.get() == .stored)
        let found = try #require(try await stored(in: store))
        #expect(found.keysets == new.keysets && found.generation == 2 && found.identity == new.identity)
        let before = try await store.contents()
        #expect(try await store.write { try $0.store(old) }.get() == .older)
        #expect(try await store.write { try $0.store(new) }.get() == .stored)
        let twin = publication(2, [changed(first, to: .inactive), new.keysets[1]])
        #expect(try await store.write { try $0.store(twin) }.get() == .altered)
        let foreign = StoredPublication(
            identity: first.keys.publicKeys[0], generation: 3, digest: new.digest, keysets: new.keysets)
        #expect(try await store.write { try $0.store(foreign) }.get() == .otherSignatory)
        #expect(try await store.contents() == before)
    }

    @Test(
        "Of two publications of one generation that processes store at once one is stored, the first of all included",
        arguments: StoreEngine.allCases)
    func atOnce(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        // A server is shared by processes; a file or memory belongs to one.
        let neighbour = engine == .postgres ? try StoreFixture(reopening: store.place) : store
        let keyset = try keyset(1, .active)
        for generation in UInt64(1)...20 {
            let twins = [publication(generation, [keyset]), publication(generation, [changed(keyset, to: .draining)])]
            let known = generation == 1 ? nil : generation - 1
            let fates = try await concurrently(8) { number in
                let store = number < 4 ? store : neighbour
                return try await store.write { try $0.store(twins[number % 2], after: known) }.get()
            }
            let found = try #require(try await stored(in: store))
            let winner = try #require(twins.firstIndex { $0.digest == found.digest })
            #expect(found.keysets == twins[winner].keysets)
            #expect(fates == (0..<8).map { $0 % 2 == winner ? .stored : .altered })
        }
    }

    @Test(
        "A public key stands under one keyset only, and a refused publication leaves nothing",
        arguments: StoreEngine.allCases)
    func keyReuse(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let first = try keyset(1, .active)
        let pairs = try #require(KeysetKeys(amounts: [4], publicKeys: [first.keys.publicKeys[0]]))
        let twin = publication(1, [first, try keyset(2, .inactive, keys: pairs)])
        #expect(try await store.write { try $0.store(twin) }.isConflict)
        #expect(try await stored(in: store) == nil)
        #expect(try await store.contents().isEmpty)
    }

    @Test(
        "A stored keyset that cannot be read is an error, and no other keyset in its place",
        arguments: StoreEngine.allCases)
    func damaged(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let publication = publication(1, [try keyset(1, .active)])
        #expect(try await store.write { try $0.store(publication) }.get() == .stored)
        let damages: [SQL] = [
            "UPDATE keyset SET state = 9", "UPDATE keyset SET unit = 'SAT!'",
            "UPDATE keyset SET state = 1, unit = 'sat', derivation_index = 4294967296",
            "UPDATE keyset SET derivation_index = 1, input_fee_ppk = -1",
        ]
        for damage in damages {
            try await store.write { transaction in _ = try transaction.execute(damage) }.get()
            #expect(try await store.read { try $0.publication() }.kind == .unreadable)
        }
    }
}
