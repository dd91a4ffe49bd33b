internal import Cashu
internal import CashuCrypto
internal import MintCore

/// POST /v1/mint/quote/bolt11 (NUT-23, NUT-20).
struct MintQuoteBody {
    private enum Member: String {
        case amount, unit, description
        case publicKey = "pubkey"
    }

    let amount: UInt64
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
        self.amount = try reader.required(amount, "amount")
        self.unit = try reader.required(unit, "unit")
        self.description = description
        self.publicKey = publicKey
    }
}

/// POST /v1/melt/quote/bolt11 (NUT-23).
struct MeltQuoteBody {
    private enum Member: String { case request, unit, options }
    private enum Option: String { case amountless, mpp }
    private enum Amountless: String { case amountMsat = "amount_msat" }

    let request: String
    let unit: CurrencyUnit
    /// What to pay for an invoice without an amount.
    let amountMsat: UInt64?

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var request: String?
        var unit: CurrencyUnit?
        var amountMsat: UInt64?
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .request: request = try reader.string("request", atMost: limits.maximumInvoiceBytes)
            case .unit: unit = try reader.unit("unit")
            case .options: amountMsat = try Self.options(&reader)
            }
        }
        self.request = try reader.required(request, "request")
        self.unit = try reader.required(unit, "unit")
        self.amountMsat = amountMsat
    }

    private static func options(_ reader: inout JSONReader) throws(NUTError) -> UInt64? {
        var amountMsat: UInt64?
        try reader.object(Option.self) { (reader, option) throws(NUTError) in
            switch option {
            case .amountless:
                var amount: UInt64?
                try reader.object(Amountless.self) { (reader, _) throws(NUTError) in
                    amount = try reader.unsignedInteger("amount_msat")
                }
                amountMsat = try reader.required(amount, "amount_msat")
            // To ignore it would be to pay the whole invoice.
            case .mpp: throw reader.refusal("multi-path payments are not supported")
            }
        }
        return amountMsat
    }
}
