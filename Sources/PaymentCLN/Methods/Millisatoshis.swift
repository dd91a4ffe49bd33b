internal import FoundationEssentials

/// An amount as the node writes it: a whole number, or, in old versions, a text such as `"1000msat"`.
struct Millisatoshis: Sendable, Hashable, Codable {
    private static let suffix = "msat"

    let value: UInt64

    init(_ value: UInt64) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(UInt64.self) {
            self.value = value
            return
        }
        let text = try container.decode(String.self)
        let digits = text.dropLast(Self.suffix.count)
        guard text.hasSuffix(Self.suffix), let value = UInt64(digits), digits.utf8.allSatisfy({ $0 != 0x2b }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no amount")
        }
        self.value = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
