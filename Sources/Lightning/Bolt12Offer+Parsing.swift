internal import CashuCrypto

extension Bolt12Offer {
    /// Offers with many paths have some two thousand characters.
    package static let maximumBytes = 7_089
    /// What an offer may have besides the records that are known: a payer passes over odd ones.
    private static let types: [ClosedRange<UInt64>] = [1...79, 1_000_000_000...1_999_999_999]

    /// Refuses what a payer MUST refuse by BOLT #12. Whether it has expired, and for which chains it is, is not looked
    /// at.
    package init(parsing text: String, maximumBytes: Int = Self.maximumBytes) throws(Bolt12Error) {
        let decoded = try Bolt12Text.decode(text, prefix: Self.prefix, maximumBytes: maximumBytes)
        try self.init(try TLVStream(parsing: decoded.bytes), text: decoded.text)
    }

    init(_ records: TLVStream, text: String) throws(Bolt12Error) {
        for record in records.records {
            let isKnown = Bolt12Field(rawValue: record.type) != nil
            guard isKnown || !record.type.isMultiple(of: 2) && Self.types.contains(where: { $0.contains(record.type) }) else {
                throw .unknownType(record.type)
            }
        }
        guard let root = records.merkleRoot else { throw .missing(.issuerID) }
        let reader = Bolt12Fields(records)
        self.text = text
        self.records = records
        offerID = root
        chains = try reader.chains()
        amount = try reader.number(.amount)
        currency = try reader.currency()
        description = try reader.text(.description)
        absoluteExpiry = try reader.number(.absoluteExpiry)
        issuer = try reader.text(.issuer)
        quantityMax = try reader.number(.quantityMax)
        issuerID = try reader.issuerID()
        try reader.checkFeatures()
        let hasPaths = try reader.hasPaths()
        guard amount != 0 else { throw .invalidField(.amount) }
        if amount != nil, description == nil { throw .missing(.description) }
        if currency != nil, amount == nil { throw .missing(.amount) }
        if issuerID == nil, !hasPaths { throw .missing(.issuerID) }
    }
}
