internal import Cashu
internal import CashuCrypto
internal import MintCore

/// POST /v1/mint/quote/{method} (NUT-23, NUT-25, NUT-20).
struct MintQuoteBody {
    private enum Member: String {
        case amount, unit, description
        case publicKey = "pubkey"
    }

    /// Which only a quote for an offer can do without.
    let amount: UInt64?
    let unit: CurrencyUnit
    let description: String?
    let publicKey: PublicKey?

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var amount: UInt64?
        var unit: CurrencyUnit?
        var description: String?
        var publicKey: PublicKey?
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .amount: amount = try reader.unsignedInteger("amount")
            case .unit: unit = try reader.unit("unit")
            case .description:
                description = try reader.string("description", atMost: limits.maximumDescriptionBytes)
            case .publicKey: publicKey = try reader.point("pubkey", orRefuse: .quotePublicKeyInvalid)
            }
        }
        self.amount = amount
        self.unit = try reader.required(unit, "unit")
        self.description = description
        self.publicKey = publicKey
    }
}

/// POST /v1/melt/quote/{method} (NUT-23, NUT-25).
struct MeltQuoteBody {
    private enum Member: String { case request, unit, options }
    private enum Option: String { case amountless, mpp }
    private enum Amountless: String { case amountMsat = "amount_msat" }
    private enum Part: String { case amount }

    let request: String
    let unit: CurrencyUnit
    /// What to pay for an invoice or an offer without an amount.
    let amountMsat: UInt64?
    /// What to pay of an invoice of which others pay the rest.
    let partMsat: UInt64?

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var request: String?
        var unit: CurrencyUnit?
        var options = (amountMsat: UInt64?.none, partMsat: UInt64?.none)
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .request: request = try reader.string("request", atMost: limits.maximumInvoiceBytes)
            case .unit: unit = try reader.unit("unit")
            case .options: options = try Self.options(&reader)
            }
        }
        self.request = try reader.required(request, "request")
        self.unit = try reader.required(unit, "unit")
        (amountMsat, partMsat) = options
    }

    /// NUT-23 and NUT-15.
    private static func options(
        _ reader: inout JSONReader
    ) throws(NUTError) -> (amountMsat: UInt64?, partMsat: UInt64?) {
        var amountMsat: UInt64?
        var partMsat: UInt64?
        try reader.object(Option.self) { (reader, option) throws(NUTError) in
            var amount: UInt64?
            switch option {
            case .amountless:
                try reader.object(Amountless.self) { (reader, _) throws(NUTError) in
                    amount = try reader.unsignedInteger("amount_msat")
                }
                amountMsat = try reader.required(amount, "amount_msat")
            // To ignore it would be to pay the whole invoice.
            case .mpp:
                try reader.object(Part.self) { (reader, _) throws(NUTError) in
                    amount = try reader.unsignedInteger("amount")
                }
                partMsat = try reader.required(amount, "amount")
            }
        }
        return (amountMsat, partMsat)
    }
}
