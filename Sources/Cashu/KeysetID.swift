package import CashuCrypto

/// The id of a keyset (NUT-02): 8 bytes with prefix 00 (version 1, deprecated) or 33 bytes with prefix 01 (version 2).
package enum KeysetID: Sendable, Hashable {
    case version1(FixedBytes<8>)
    case version2(FixedBytes<33>)

    /// `nil` for another length or another version byte.
    package init?(_ bytes: some Collection<UInt8>) {
        if let id = FixedBytes<8>(bytes), id[0] == 0x00 {
            self = .version1(id)
        } else if let id = FixedBytes<33>(bytes), id[0] == 0x01 {
            self = .version2(id)
        } else {
            return nil
        }
    }

    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex, maximumBytes: 33) else { return nil }
        self.init(bytes)
    }

    package var bytes: [UInt8] {
        switch self {
        case .version1(let id): id.bytes
        case .version2(let id): id.bytes
        }
    }

    package var hex: String {
        switch self {
        case .version1(let id): id.hex
        case .version2(let id): id.hex
        }
    }

    /// The first 8 bytes, which V4 tokens may carry in place of the whole id (NUT-00).
    package var short: FixedBytes<8> {
        switch self {
        case .version1(let id): id
        case .version2(let id): FixedBytes { id[$0] }
        }
    }
}

extension KeysetID: CustomStringConvertible {
    package var description: String { hex }
}
