package import CashuCrypto

/// An offer of BOLT #12: what its issuer makes invoices for, as often as somebody asks.
package struct Bolt12Offer: Sendable {
    package static let prefix = "lno"

    /// In lower case and in one piece.
    package let text: String
    package let records: TLVStream
    /// Names the offer: the root of the tree over its records.
    package let offerID: FixedBytes<32>
    /// The hashes of the first blocks of the chains it can be paid on.
    package let chains: [FixedBytes<32>]
    /// In millisatoshi, or, with a currency, in the smallest unit of that; `nil` leaves it to the payer.
    package let amount: UInt64?
    /// ISO 4217; `nil` for bitcoin.
    package let currency: String?
    /// Untrusted text.
    package let description: String?
    /// Unix seconds after which no invoice is to be had.
    package let absoluteExpiry: UInt64?
    /// Untrusted text.
    package let issuer: String?
    /// How many may be bought at once, 0 for any number; `nil` when there is nothing to count.
    package let quantityMax: UInt64?
    /// The key of its invoices; `nil` when only its paths tell who the issuer is.
    package let issuerID: PublicKey?

    /// `nil` also when the amount is one of another currency.
    package var amountMsat: UInt64? { currency == nil ? amount : nil }

    package func isFor(_ network: LightningNetwork) -> Bool { chains.contains(network.chainHash) }

    package func isExpired(at now: UInt64) -> Bool { absoluteExpiry.map { $0 < now } ?? false }
}

extension Bolt12Offer: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    package func hash(into hasher: inout Hasher) { hasher.combine(offerID) }
}

extension LightningNetwork {
    /// The hash of its first block, in the order of bytes in which the protocol has it.
    package var chainHash: FixedBytes<32> {
        let hex =
            switch self {
            case .bitcoin: "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"
            case .testnet: "43497fd7f826957108f4a30fd9cec3aeba79972084e90ead01ea330900000000"
            case .signet: "f61eee3b63a380a477a063af32b2bbc97c9ff9f01f2c4225e973988108000000"
            case .regtest: "06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f"
            }
        guard let hash = FixedBytes<32>(hex: hex) else { preconditionFailure("64 digits") }
        return hash
    }
}
