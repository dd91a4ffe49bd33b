package import Cashu
package import CashuCrypto

/// `POST /v1/mint/quote/bolt11` (NUT-23).
package struct MintQuoteOrder: Sendable, Hashable, Encodable {
    package let amount: UInt64
    package let unit: CurrencyUnit
    package let description: String?
    /// NUT-20: who alone may mint with the quote. A mint that does not know NUT-20 ignores it.
    package let publicKey: PublicKey

    package init(amount: UInt64, unit: CurrencyUnit, description: String?, publicKey: PublicKey) {
        self.amount = amount
        self.unit = unit
        self.description = description
        self.publicKey = publicKey
    }

    private enum CodingKeys: String, CodingKey {
        case amount, unit, description
        case publicKey = "pubkey"
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(amount, forKey: .amount)
        try fields.encode(unit.name, forKey: .unit)
        try fields.encodeIfPresent(description, forKey: .description)
        try fields.encode(publicKey.hex, forKey: .publicKey)
    }
}

package enum MintQuoteState: String, Sendable, Decodable {
    case unpaid = "UNPAID"
    case paid = "PAID"
    case issued = "ISSUED"
}

/// A quote as the mint tells it.
package struct MintQuoteAnswer: Sendable, Hashable, Decodable {
    package let id: String
    /// The invoice.
    package let request: String
    package let state: MintQuoteState
    /// Unix seconds.
    package let expiry: UInt64?
    package let publicKey: PublicKey?

    package init(id: String, request: String, state: MintQuoteState, expiry: UInt64?, publicKey: PublicKey?) {
        self.id = id
        self.request = request
        self.state = state
        self.expiry = expiry
        self.publicKey = publicKey
    }

    private enum CodingKeys: String, CodingKey {
        case request, state, expiry
        case id = "quote"
        case publicKey = "pubkey"
        case amountPaid = "amount_paid"
        case amountIssued = "amount_issued"
    }

    /// The state comes as a word, and from newer mints (cashubtc/nuts pull request 377) as two amounts as well, beside
    /// which the word may one day be gone.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        request = try fields.decode(String.self, forKey: .request)
        expiry = try fields.decodeIfPresent(UInt64.self, forKey: .expiry)
        let hasKey = try fields.decodeIfPresent(String.self, forKey: .publicKey) != nil
        publicKey = hasKey ? try fields.publicKey(.publicKey) : nil
        if let state = try fields.decodeIfPresent(MintQuoteState.self, forKey: .state) {
            self.state = state
        } else {
            let paid = try fields.decode(UInt64.self, forKey: .amountPaid)
            let issued = try fields.decode(UInt64.self, forKey: .amountIssued)
            state = paid == 0 ? .unpaid : paid > issued ? .paid : .issued
        }
    }
}

/// `POST /v1/melt/quote/bolt11` (NUT-23).
package struct MeltQuoteOrder: Sendable, Hashable, Encodable {
    package let request: String
    package let unit: CurrencyUnit

    package init(request: String, unit: CurrencyUnit) {
        self.request = request
        self.unit = unit
    }

    private enum CodingKeys: String, CodingKey { case request, unit }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(request, forKey: .request)
        try fields.encode(unit.name, forKey: .unit)
    }
}

package enum MeltQuoteState: String, Sendable, Decodable {
    case unpaid = "UNPAID"
    case pending = "PENDING"
    case paid = "PAID"
}

/// A quote as the mint tells it; once paid, with preimage and change.
package struct MeltQuoteAnswer: Sendable, Hashable, Decodable {
    package let id: String
    package let amount: UInt64
    package let feeReserve: UInt64
    package let state: MeltQuoteState
    /// Unix seconds.
    package let expiry: UInt64?
    package let preimage: String?
    /// NUT-08: of the first blank outputs, in their order.
    package let change: [BlindSignature]

    package init(
        id: String, amount: UInt64, feeReserve: UInt64, state: MeltQuoteState, expiry: UInt64?, preimage: String?,
        change: [BlindSignature]
    ) {
        self.id = id
        self.amount = amount
        self.feeReserve = feeReserve
        self.state = state
        self.expiry = expiry
        self.preimage = preimage
        self.change = change
    }

    private enum CodingKeys: String, CodingKey {
        case amount, state, expiry, change
        case id = "quote"
        case feeReserve = "fee_reserve"
        case preimage = "payment_preimage"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try fields.decode(String.self, forKey: .id), amount: try fields.decode(UInt64.self, forKey: .amount),
            feeReserve: try fields.decode(UInt64.self, forKey: .feeReserve),
            state: try fields.decode(MeltQuoteState.self, forKey: .state),
            expiry: try fields.decodeIfPresent(UInt64.self, forKey: .expiry),
            preimage: try fields.decodeIfPresent(String.self, forKey: .preimage),
            change: try fields.decodeIfPresent([BlindSignature].self, forKey: .change) ?? [])
    }
}
