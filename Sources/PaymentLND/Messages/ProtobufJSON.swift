internal import CashuCrypto
internal import FoundationEssentials

// How protobuf writes JSON (https://protobuf.dev/programming-guides/json): integers of 64 bits are strings, bytes are
// base64, and a field with its default value may be absent.

extension KeyedDecodingContainer {
    /// A string of digits, or a number.
    func number(_ key: Key) throws -> UInt64 {
        guard contains(key), try !decodeNil(forKey: key) else { return 0 }
        if let number = try? decode(UInt64.self, forKey: key) { return number }
        let text = try decode(String.self, forKey: key)
        guard let number = UInt64(text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no whole number")
        }
        return number
    }

    func text(_ key: Key) throws -> String { try decodeIfPresent(String.self, forKey: key) ?? "" }

    func flag(_ key: Key) throws -> Bool { try decodeIfPresent(Bool.self, forKey: key) ?? false }

    func base64<let n: Int>(_ key: Key) throws -> FixedBytes<n> {
        guard let data = Data(base64Encoded: try decode(String.self, forKey: key)), let bytes = FixedBytes<n>(data)
        else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not \(n) bytes in base64")
        }
        return bytes
    }

    /// Hashes of payments are hex, unlike all other bytes.
    func hex<let n: Int>(_ key: Key) throws -> FixedBytes<n> {
        guard let bytes = FixedBytes<n>(hex: try decode(String.self, forKey: key)) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not \(n) bytes in hex")
        }
        return bytes
    }
}

extension FixedBytes {
    var base64: String { Data(bytes).base64EncodedString() }

    /// For paths. With its padding, which Go's decoder demands.
    var urlSafeBase64: String {
        base64.replacing("+", with: "-").replacing("/", with: "_")
    }
}
