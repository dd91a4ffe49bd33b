package import Cashu

/// Why a publication was not accepted. The mint keeps its snapshot and raises an alarm: each of these is a wrong or
/// restored signatory, or an attack.
package enum KeysetRefusal: Error, Sendable, Equatable {
    /// Digest or signature do not fit.
    case notAuthentic
    /// Another identity key than the one this mint has always known.
    case otherSignatory
    case empty
    /// Older than what was accepted before: the keys database was restored from a backup.
    case rolledBack(from: UInt64, to: UInt64)
    /// The same generation with other content.
    case altered(generation: UInt64)
    /// The id does not follow from the content.
    case idNotGenuine(KeysetID)
    case duplicateID(KeysetID)
    /// A keyset that was known is missing.
    case vanished(KeysetID)
    /// Unit, keys, fee or expiry of a known keyset changed.
    case rewritten(KeysetID)
    /// A state came back that had ended.
    case revived(KeysetID)
    /// One public key under two keysets or amounts: a proof of one would pass as a proof of the other.
    case keyReused(KeysetID)
    case severalActive(CurrencyUnit)
    case denominationTooHigh(KeysetID)
}
