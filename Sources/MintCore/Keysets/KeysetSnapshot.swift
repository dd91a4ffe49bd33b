package import Cashu
package import CashuCrypto

/// The keysets at one generation. Immutable; replaced whole by `KeysetBoard`.
package final class KeysetSnapshot: Sendable {
    package let generation: UInt64
    /// The signatory that published it.
    package let identity: PublicKey
    package let digest: FixedBytes<32>
    /// In the order of creation.
    package let keysets: [Keyset]
    private let positions: [KeysetID: Int]

    package init(generation: UInt64, identity: PublicKey, digest: FixedBytes<32>, keysets: [Keyset]) {
        self.generation = generation
        self.identity = identity
        self.digest = digest
        self.keysets = keysets
        positions = Dictionary(
            keysets.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(id: KeysetID) -> Keyset? {
        positions[id].map { keysets[$0] }
    }

    package func active(_ unit: CurrencyUnit) -> Keyset? {
        keysets.last { $0.unit == unit && $0.state == .active }
    }
}
