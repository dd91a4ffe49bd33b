internal import CashuCrypto

/// Which rule makes the id of a new keyset.
package enum KeysetIDVersion: UInt8, Sendable, CaseIterable {
    /// Prefix 00. Commits to the keys only; for wallets that know no other.
    case version1 = 0
    /// Prefix 01. Commits to unit, fee and expiry as well.
    case version2 = 1
}

extension KeysetID {
    /// NUT-02 version 1: `00` and the first 7 bytes of SHA-256 over the concatenated keys by ascending amount.
    package static func deriveVersion1(_ keys: KeysetKeys) -> KeysetID {
        var hash = SHA256()
        for key in keys.publicKeys { hash.update(key.bytes) }
        let digest = hash.finish()
        return .version1(FixedBytes { $0 == 0 ? 0x00 : digest[$0 - 1] })
    }

    /// NUT-02 version 2: `01` and SHA-256 over `amount:key,…|unit:…|input_fee_ppk:…|final_expiry:…`, where a fee of 0
    /// and a missing (or zero) expiry leave no trace.
    package static func deriveVersion2(
        _ keys: KeysetKeys, unit: CurrencyUnit, inputFeePPK: UInt64, finalExpiry: UInt64?
    ) -> KeysetID {
        var text = zip(keys.amounts, keys.publicKeys).map { "\($0):\($1.hex)" }.joined(separator: ",")
        text += "|unit:\(unit.name)"
        if inputFeePPK != 0 { text += "|input_fee_ppk:\(inputFeePPK)" }
        if let finalExpiry, finalExpiry != 0 { text += "|final_expiry:\(finalExpiry)" }
        let digest = SHA256.hash(text)
        return .version2(FixedBytes { $0 == 0 ? 0x01 : digest[$0 - 1] })
    }

    package static func derive(
        _ version: KeysetIDVersion, _ keys: KeysetKeys, unit: CurrencyUnit, inputFeePPK: UInt64, finalExpiry: UInt64?
    ) -> KeysetID {
        switch version {
        case .version1: deriveVersion1(keys)
        case .version2: deriveVersion2(keys, unit: unit, inputFeePPK: inputFeePPK, finalExpiry: finalExpiry)
        }
    }

    package var version: KeysetIDVersion {
        switch self {
        case .version1: .version1
        case .version2: .version2
        }
    }
}
