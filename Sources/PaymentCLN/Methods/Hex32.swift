internal import CashuCrypto

/// A hash, a preimage or an id: 32 bytes in hexadecimal digits.
struct Hex32: Sendable, Codable {
    let bytes: FixedBytes<32>

    init(_ bytes: FixedBytes<32>) { self.bytes = bytes }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = FixedBytes<32>(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 32 bytes in hex")
        }
        self.bytes = bytes
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes.hex)
    }
}
