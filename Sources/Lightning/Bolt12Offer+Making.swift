package import CashuCrypto

/// What an offer says. It is not signed: only the invoices that are made for it are.
package struct Bolt12Terms: Sendable {
    package var network: LightningNetwork
    /// `nil` lets the payer choose.
    package var amountMsat: UInt64?
    package var description: String
    package var absoluteExpiry: UInt64?
    package var issuerID: PublicKey
    /// For the issuer alone. Two offers that differ in nothing are one.
    package var metadata: [UInt8]

    package init(
        network: LightningNetwork = .bitcoin, amountMsat: UInt64?, description: String, absoluteExpiry: UInt64? = nil,
        issuerID: PublicKey, metadata: [UInt8] = []
    ) {
        self.network = network
        self.amountMsat = amountMsat
        self.description = description
        self.absoluteExpiry = absoluteExpiry
        self.issuerID = issuerID
        self.metadata = metadata
    }
}

extension Bolt12Offer {
    /// Read back, so that whatever is made here can be parsed.
    package static func make(_ terms: Bolt12Terms) throws(Bolt12Error) -> Bolt12Offer {
        var records = TLVStream()
        // A writer SHOULD NOT name bitcoin alone.
        if terms.network != .bitcoin { records.set(Bolt12Field.chains.rawValue, terms.network.chainHash.bytes) }
        if !terms.metadata.isEmpty { records.set(Bolt12Field.metadata.rawValue, terms.metadata) }
        if let amount = terms.amountMsat { records.set(Bolt12Field.amount.rawValue, TLVStream.truncated(amount)) }
        records.set(Bolt12Field.description.rawValue, Array(terms.description.utf8))
        if let expiry = terms.absoluteExpiry {
            records.set(Bolt12Field.absoluteExpiry.rawValue, TLVStream.truncated(expiry))
        }
        records.set(Bolt12Field.issuerID.rawValue, terms.issuerID.bytes.bytes)
        return try Bolt12Offer(parsing: Bolt12Text.encode(records.bytes, prefix: prefix))
    }
}
