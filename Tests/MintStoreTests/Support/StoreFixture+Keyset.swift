import Cashu
import CashuCrypto
import MintStore
import Testing

extension StoreFixture {
    /// The keyset of all samples, of which the views need to know the unit.
    /// - Parameter other: of a second keyset.
    func storeKeyset(beside other: CurrencyUnit? = nil) async throws {
        var keysets = [Self.keyset(Sample.keyset, .sat, index: 1)]
        if let other { keysets.append(Self.keyset(.version1(FixedBytes { $0 == 0 ? 0 : 8 }), other, index: 2)) }
        let publication = StoredPublication(
            identity: Self.identity, generation: UInt64(keysets.count), digest: .random(), keysets: keysets)
        #expect(try await write { try $0.store(publication, after: 1) }.get() == .stored)
    }

    private static let identity = Sample.point()
    private static let points = Sample.points(4)

    private static func keyset(_ id: KeysetID, _ unit: CurrencyUnit, index: UInt32) -> Keyset {
        let own = Array(index == 1 ? points.prefix(2) : points.suffix(2))
        guard let keys = KeysetKeys(amounts: [1, 2], publicKeys: own) else {
            preconditionFailure("two amounts with a key each")
        }
        return Keyset(
            id: id, unit: unit, state: .active, inputFeePPK: 0, keys: keys, finalExpiry: nil, derivationIndex: index,
            createdAt: 1)
    }
}
