internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

/// An invoice for an offer, as the fake invents it for whatever offer it is given: nobody is asked. It has the records
/// of the offer, of a request for an invoice, and of the invoice itself (BOLT #12), but neither paths to the issuer nor
/// his signature, so that no real node takes it for one.
struct FakeOfferInvoice {
    /// Types of BOLT #12.
    private enum Field {
        static let payerAmount: UInt64 = 82
        static let payerID: UInt64 = 88
        static let createdAt: UInt64 = 164
        static let paymentHash: UInt64 = 168
        static let amount: UInt64 = 170
        static let nodeID: UInt64 = 176
    }

    private static let prefix = "lni"
    private static let maximumBytes = 2 * Bolt12Offer.maximumBytes
    /// BOLT #12, for an invoice that does not say.
    private static let expirySeconds: UInt64 = 7_200

    private let records: TLVStream

    init(for offer: Bolt12Offer, amountMsat: UInt64, payer: PublicKey, at now: UInt64) {
        var records = offer.records
        if offer.amount == nil { records.set(Field.payerAmount, TLVStream.truncated(amountMsat)) }
        records.set(Field.payerID, payer.bytes.bytes)
        records.set(Field.createdAt, TLVStream.truncated(now))
        records.set(Field.paymentHash, SHA256.hash(FixedBytes<32>.random().bytes).bytes)
        records.set(Field.amount, TLVStream.truncated(amountMsat))
        // Of an offer that names its issuer by paths alone nobody knows it.
        records.set(Field.nodeID, (offer.issuerID ?? payer).bytes.bytes)
        self.records = records
    }

    /// Reads what `init(for:amountMsat:payer:at:)` has made.
    init?(parsing text: String) {
        guard let bytes = try? Bolt12Text.decode(text, prefix: Self.prefix, maximumBytes: Self.maximumBytes).bytes,
            let records = try? TLVStream(parsing: bytes)
        else { return nil }
        self.records = records
    }

    /// What the mint is told; `nil` when the time is not representable.
    var decoded: Bolt12Invoice? {
        guard let hash = records[Field.paymentHash].flatMap({ FixedBytes<32>($0) }),
            let amount = records[Field.amount].flatMap({ TLVStream.truncated($0) }),
            let createdAt = records[Field.createdAt].flatMap({ TLVStream.truncated($0) })
        else { return nil }
        let (expiresAt, overflow) = createdAt.addingReportingOverflow(Self.expirySeconds)
        guard !overflow else { return nil }
        return Bolt12Invoice(
            text: Bolt12Text.encode(records.bytes, prefix: Self.prefix), paymentHash: hash, amountMsat: amount,
            expiresAt: expiresAt)
    }

    var payee: PublicKey? { records[Field.nodeID].flatMap { PublicKey($0) } }

    /// That of the offer.
    var description: String? {
        records[Bolt12Field.description.rawValue].flatMap { String(validating: $0, as: UTF8.self) }
    }
}
