package import CashuCrypto

/// What an invoice says, before a node has signed it.
package struct Bolt11Terms: Sendable {
    package var network: LightningNetwork
    /// `nil` lets the payer choose.
    package var amountMsat: UInt64?
    package var paymentHash: FixedBytes<32>
    package var paymentSecret: FixedBytes<32>
    package var purpose: Bolt11Purpose
    /// Unix seconds, below 2^35.
    package var timestamp: UInt64
    package var expirySeconds: UInt64
    package var minFinalCLTVExpiry: UInt64
    package var features: Bolt11Features

    package init(
        network: LightningNetwork = .bitcoin, amountMsat: UInt64?, paymentHash: FixedBytes<32>,
        paymentSecret: FixedBytes<32>, purpose: Bolt11Purpose, timestamp: UInt64,
        expirySeconds: UInt64 = Bolt11Invoice.defaultExpirySeconds,
        minFinalCLTVExpiry: UInt64 = Bolt11Invoice.defaultMinFinalCLTVExpiry, features: Bolt11Features = .ordinary
    ) {
        self.network = network
        self.amountMsat = amountMsat
        self.paymentHash = paymentHash
        self.paymentSecret = paymentSecret
        self.purpose = purpose
        self.timestamp = timestamp
        self.expirySeconds = expirySeconds
        self.minFinalCLTVExpiry = minFinalCLTVExpiry
        self.features = features
    }

    /// The longest field: ten bits of length.
    private static let maximumFieldWords = 1_023

    /// Timestamp and fields, in the order most nodes write them.
    func words() throws(Bolt11Error) -> [UInt8] {
        guard let timestamp = FiveBitWords.words(number: timestamp, count: Bolt11Invoice.timestampWords) else {
            throw .cannotEncode(.timestamp)
        }
        guard let features = features.words(maximum: Self.maximumFieldWords) else { throw .cannotEncode(.features) }
        typealias Tag = Bolt11Fields.Tag
        var words = timestamp
        words += try Self.field(Tag.paymentHash, FiveBitWords.words(paymentHash.bytes), .paymentHash)
        words += try Self.field(Tag.paymentSecret, FiveBitWords.words(paymentSecret.bytes), .paymentSecret)
        switch purpose {
        case .description(let text):
            words += try Self.field(Tag.description, FiveBitWords.words(text.utf8), .description)
        case .hash(let hash):
            words += try Self.field(Tag.descriptionHash, FiveBitWords.words(hash.bytes), .descriptionHash)
        }
        words += try Self.field(Tag.expiry, FiveBitWords.words(number: expirySeconds), .expiry)
        words += try Self.field(
            Tag.minFinalCLTVExpiry, FiveBitWords.words(number: minFinalCLTVExpiry), .minFinalCLTVExpiry)
        if !features.isEmpty { words += try Self.field(Tag.features, features, .features) }
        return words
    }

    private static func field(_ tag: UInt8, _ data: [UInt8], _ name: Bolt11Field) throws(Bolt11Error) -> [UInt8] {
        guard data.count <= maximumFieldWords else { throw .cannotEncode(name) }
        return [tag, UInt8(data.count >> 5), UInt8(data.count & 31)] + data
    }
}
