internal import FoundationEssentials

/// How the messages of the management socket are written: JSON with names in snake_case, times in Unix seconds.
package enum ManagementCoding {
    /// The most bytes of a request's body.
    package static let maximumRequestBytes = 16_384
    /// The most bytes of an answer that a client takes in.
    package static let maximumAnswerBytes = 64 << 20

    package static func encode(_ message: some Encodable, isPretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(message))
    }

    package static func decode<Message: Decodable>(_ type: Message.Type, _ bytes: [UInt8]) throws -> Message {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(bytes))
    }
}
