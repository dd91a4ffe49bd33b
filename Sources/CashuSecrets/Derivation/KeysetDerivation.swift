package import Cashu
internal import CashuCrypto

/// The private keys of a keyset at `m/129372'/unit'/index'/i'`, i counting its amounts upwards, as CDK derives them.
package enum KeysetDerivation {
    /// NUT-13's purpose: the code point of the peanut.
    private static let purpose: UInt32 = 129_372

    /// The step of the path that stands for a unit: the first 31 bits of SHA-256 of its name in capitals.
    ///
    /// Two names may share it ("sat" has a known twin); who creates keysets must refuse a unit that collides.
    package static func unitIndex(_ unit: CurrencyUnit) -> UInt32 { unitIndex(capitals: unit.name.uppercased()) }

    static func unitIndex(capitals name: String) -> UInt32 {
        let digest = SHA256.hash(name)
        return (0..<4).reduce(0) { $0 << 8 | UInt32(digest[$1]) } & 0x7fff_ffff
    }

    /// - Parameters:
    ///   - index: of the keyset within its unit, below 2^31; the first one is 1.
    ///   - count: 1 to `KeysetKeys.maximumCount`.
    package static func derive(
        master: ExtendedKey, unit: CurrencyUnit, index: UInt32, count: Int
    ) throws(DerivationError) -> SecretArena {
        guard (1...KeysetKeys.maximumCount).contains(count) else { throw .countOutOfRange }
        let keyset = try master.hardenedChild(purpose).hardenedChild(unitIndex(unit)).hardenedChild(index)
        let region = try unsafe LockedBytes(count: count * Scalar.byteCount) { (scalars) throws(DerivationError) in
            for position in 0..<count {
                let step = try DerivationStep(hardened: UInt32(position))
                let derived = unsafe Scratch.withBytes(64) { node in
                    guard unsafe keyset.write(step, into: node) else { return false }
                    unsafe (scalars + position * Scalar.byteCount).update(from: node, count: Scalar.byteCount)
                    return true
                }
                guard derived else { throw .noKeyOnThisPath }
            }
        }
        return SecretArena(region: region)
    }
}
