internal import CashuCrypto

/// The tagged fields of an invoice that mean something here, in the order they are met (BOLT #11, "Tagged Fields").
struct Bolt11Fields {
    private(set) var paymentHash: FixedBytes<32>?
    private(set) var paymentSecret: FixedBytes<32>?
    private(set) var description: String?
    private(set) var descriptionHash: FixedBytes<32>?
    private(set) var payee: PublicKey?
    private(set) var expirySeconds: UInt64?
    private(set) var minFinalCLTVExpiry: UInt64?
    private(set) var features: Bolt11Features?

    /// The five-bit types, as letters of bech32.
    enum Tag {
        static let paymentHash: UInt8 = 1  // p
        static let features: UInt8 = 5  // 9
        static let expiry: UInt8 = 6  // x
        static let description: UInt8 = 13  // d
        static let paymentSecret: UInt8 = 16  // s
        static let payee: UInt8 = 19  // n
        static let descriptionHash: UInt8 = 23  // h
        static let minFinalCLTVExpiry: UInt8 = 24  // c
    }

    /// 256 bits in words.
    private static let hashWords = 52
    /// 264 bits in words.
    private static let keyWords = 53

    init(parsing words: ArraySlice<UInt8>) throws(Bolt11Error) {
        var rest = words
        while !rest.isEmpty {
            guard rest.count >= 3 else { throw .truncated }
            let tag = rest[rest.startIndex]
            let length = Int(rest[rest.startIndex + 1]) << 5 | Int(rest[rest.startIndex + 2])
            rest = rest.dropFirst(3)
            guard rest.count >= length else { throw .truncated }
            try take(tag, rest.prefix(length))
            rest = rest.dropFirst(length)
        }
    }

    /// A hash or key of another length is a field of the future and skipped, as BOLT #11 demands.
    private mutating func take(_ tag: UInt8, _ data: ArraySlice<UInt8>) throws(Bolt11Error) {
        switch tag {
        case Tag.paymentHash where paymentHash == nil && data.count == Self.hashWords:
            paymentHash = try Self.bytes(data, .paymentHash)
        case Tag.paymentSecret where paymentSecret == nil && data.count == Self.hashWords:
            paymentSecret = try Self.bytes(data, .paymentSecret)
        case Tag.descriptionHash where descriptionHash == nil && data.count == Self.hashWords:
            descriptionHash = try Self.bytes(data, .descriptionHash)
        case Tag.payee where payee == nil && data.count == Self.keyWords:
            guard let key = PublicKey(try Self.bytes(data, .payee)) else { throw .invalidField(.payee) }
            payee = key
        case Tag.description where description == nil:
            guard let bytes = FiveBitWords.bytes(data), let text = String(validating: bytes, as: UTF8.self) else {
                throw .invalidField(.description)
            }
            description = text
        case Tag.expiry where expirySeconds == nil:
            guard let seconds = FiveBitWords.number(data) else { throw .expiresTooLate }
            expirySeconds = seconds
        case Tag.minFinalCLTVExpiry where minFinalCLTVExpiry == nil:
            guard let blocks = FiveBitWords.number(data) else { throw .invalidField(.minFinalCLTVExpiry) }
            minFinalCLTVExpiry = blocks
        case Tag.features where features == nil:
            features = Bolt11Features(words: data)
        default: break
        }
    }

    private static func bytes<let n: Int>(
        _ data: ArraySlice<UInt8>, _ field: Bolt11Field
    ) throws(Bolt11Error) -> FixedBytes<n> {
        guard let bytes = FiveBitWords.bytes(data), let fixed = FixedBytes<n>(bytes) else {
            throw .invalidField(field)
        }
        return fixed
    }
}
