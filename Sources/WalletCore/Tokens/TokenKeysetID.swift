package import Cashu
package import CashuCrypto

/// A keyset id as it stands in a token: whole, or only the first 8 bytes of one of version 2 (NUT-00).
package enum TokenKeysetID: Sendable, Hashable {
    case full(KeysetID)
    case short(FixedBytes<8>)

    /// `nil` for another length or another version byte.
    package init?(_ bytes: [UInt8]) {
        if let id = KeysetID(bytes) {
            self = .full(id)
        } else if let short = FixedBytes<8>(bytes), short[0] == KeysetIDVersion.version2.rawValue {
            self = .short(short)
        } else {
            return nil
        }
    }

    package var bytes: [UInt8] {
        switch self {
        case .full(let id): id.bytes
        case .short(let bytes): bytes.bytes
        }
    }

    /// The whole id, which is the only form that a mint knows.
    package func resolved(among known: some Sequence<KeysetID>) throws(TokenError) -> KeysetID {
        switch self {
        case .full(let id):
            guard known.contains(id) else { throw .unknownKeyset }
            return id
        case .short(let short):
            let matches = Set(known.filter { $0.short == short })
            guard let match = matches.first else { throw .unknownKeyset }
            guard matches.count == 1 else { throw .ambiguousKeyset }
            return match
        }
    }
}
