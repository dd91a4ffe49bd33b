/// Why a key could not be derived.
package enum DerivationError: Error, Sendable, Hashable {
    /// A hash was no scalar of the group, which BIP-32 and NUT-13 provide for. It happens once in 2^127 times; the
    /// same path never has a key, so another index must be used.
    case noKeyOnThisPath
    /// An index of 2^31 or more.
    case indexOutOfRange
    /// A keyset of no key or of more than `KeysetKeys.maximumCount`.
    case countOutOfRange
}
