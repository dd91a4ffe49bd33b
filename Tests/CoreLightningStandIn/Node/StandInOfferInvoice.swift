internal import CashuCrypto
internal import Lightning

/// An invoice for an offer, in the records of BOLT #12, without paths and signature, which nobody looks at here.
struct StandInOfferInvoice {
    private enum Field {
        /// Where a payer may put what he likes; the stand-in's payee keeps his secret here.
        static let metadata: UInt64 = 0
        static let payerID: UInt64 = 88
        static let createdAt: UInt64 = 164
        static let paymentHash: UInt64 = 168
        static let amount: UInt64 = 170
        static let nodeID: UInt64 = 176
    }

    private static let prefix = "lni"
    private static let maximumBytes = 20_000

    private let records: TLVStream

    init(for offer: Bolt12Offer, amountMsat: UInt64, secret: FixedBytes<32>, payer: PublicKey, at now: UInt64) {
        var records = offer.records
        records.set(Field.metadata, secret.bytes)
        records.set(Field.payerID, payer.bytes.bytes)
        records.set(Field.createdAt, TLVStream.truncated(now))
        records.set(Field.paymentHash, SHA256.hash(StandInPayee.preimage(secret: secret).bytes).bytes)
        records.set(Field.amount, TLVStream.truncated(amountMsat))
        records.set(Field.nodeID, (offer.issuerID ?? payer).bytes.bytes)
        self.records = records
    }

    init?(_ text: String) {
        guard let bytes = try? Bolt12Text.decode(text, prefix: Self.prefix, maximumBytes: Self.maximumBytes).bytes,
            let records = try? TLVStream(parsing: bytes)
        else { return nil }
        self.records = records
    }

    var text: String { Bolt12Text.encode(records.bytes, prefix: Self.prefix) }
    var secret: FixedBytes<32>? { records[Field.metadata].flatMap { FixedBytes<32>($0) } }
    var paymentHash: FixedBytes<32>? { records[Field.paymentHash].flatMap { FixedBytes<32>($0) } }
    var amountMsat: UInt64? { records[Field.amount].flatMap { TLVStream.truncated($0) } }
    var createdAt: UInt64? { records[Field.createdAt].flatMap { TLVStream.truncated($0) } }
    /// That of the offer.
    var description: String? {
        records[Bolt12Field.description.rawValue].map { String(decoding: $0, as: UTF8.self) }
    }
}
