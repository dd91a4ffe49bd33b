package import Cashu
package import CashuCrypto
internal import MintStore

/// What a wallet asks to be minted: outputs for one quote (NUT-04) or for several at once (NUT-29).
package struct MintOrder: Sendable {
    package struct Quote: Sendable {
        package let id: String
        /// What of the quote is to be issued, in the unit; `nil` when the wallet does not say.
        package let amount: UInt64?
        /// NUT-20: of the quote's key, over the id and all outputs of the request.
        package let signature: SchnorrSignature?

        package init(id: String, amount: UInt64? = nil, signature: SchnorrSignature? = nil) {
            self.id = id
            self.amount = amount
            self.signature = signature
        }
    }

    /// Of all of the quotes.
    package let method: PaymentMethod
    package let quotes: [Quote]
    package let outputs: [BlindedMessage]
    /// Whether the rules of NUT-29 hold, also for a batch of one.
    package let isBatch: Bool

    package init(
        method: PaymentMethod = .bolt11, quotes: [Quote], outputs: [BlindedMessage], isBatch: Bool = true
    ) {
        self.method = method
        self.quotes = quotes
        self.outputs = outputs
        self.isBatch = isBatch
    }
}

extension MintOrder {
    /// NUT-29: at least one quote, none of them twice.
    static func checkCount(of quotes: [String], limits: MintLimits) throws(NUTError) {
        guard !quotes.isEmpty else { throw NUTError(.malformedRequest, "no quotes") }
        guard quotes.count <= limits.maximumBatch else {
            throw NUTError(.maximumBatchExceeded, "more than \(limits.maximumBatch) quotes")
        }
        guard Set(quotes).count == quotes.count else { throw NUTError(.duplicateQuotes, "duplicate quotes") }
    }

    /// NUT-20. In a batch a signature for a quote that is not locked is refused: its place in the list is wrong.
    func checkSignature(_ request: Quote, of quote: MintQuote) throws(MintFailure) {
        guard let key = quote.publicKey else {
            guard request.signature == nil || !isBatch else {
                throw .refused(.quoteSignatureInvalid, "a quote that is not locked has a signature")
            }
            return
        }
        guard let signature = request.signature,
            MintQuoteMessage.isValid(signature: signature, quote: quote.id, outputs: outputs, key: key)
        else { throw .refused(.quoteSignatureInvalid, "the signature of the mint request is missing or invalid") }
    }

    /// What a request comes to.
    struct Checked: Sendable {
        let outputs: CheckedOutputs
        /// What each quote is charged, in their order. Together what the outputs are worth.
        let charges: [UInt64]
    }

    /// States, outputs, units, and the sum, which must be what the quotes are charged
    /// (docs/decisions/0020-offers.md).
    func check(
        _ quotes: [MintQuote], keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) -> Checked {
        for quote in quotes { try Self.checkState(of: quote, now: now) }
        for request in self.quotes where method == .bolt12 && isBatch && request.amount == nil {
            throw NUTError(.malformedRequest, "quote_amounts is missing")
        }
        for (request, quote) in zip(self.quotes, quotes)
        where method == .bolt11 && request.amount ?? quote.amount != quote.amount {
            throw NUTError(.notBalanced, "an amount is not that of its quote")
        }
        let outputs = try CheckedOutputs(outputs, keysets: keysets, limits: limits, now: now)
        for quote in quotes where outputs.unit != quote.unit {
            throw NUTError(.unitMismatch, "outputs are \(outputs.unit), the quote is \(quote.unit)")
        }
        // For a quote of an offer, outside of a batch, the outputs say how much.
        let charges = zip(self.quotes, quotes).map { request, quote in
            method == .bolt11 ? quote.mintable : request.amount ?? outputs.total
        }
        for (charge, quote) in zip(charges, quotes) where charge == 0 || charge > quote.mintable {
            throw NUTError(.notBalanced, "\(charge) is not within what of a quote may be issued, \(quote.mintable)")
        }
        guard let promised = Money.sum(charges), outputs.total == promised else {
            throw NUTError(.notBalanced, "outputs of \(outputs.total) are not what the quotes are charged")
        }
        return Checked(outputs: outputs, charges: charges)
    }

    private static func checkState(of quote: MintQuote, now: UInt64) throws(NUTError) {
        switch quote.state {
        case .unpaid where quote.expiry < now: throw NUTError(.quoteExpired, "quote is expired")
        case .unpaid: throw NUTError(.quoteNotPaid, "quote is not paid")
        case .issued: throw NUTError(.quoteAlreadyIssued, "what was paid is already issued")
        case .paid: break
        }
    }
}
