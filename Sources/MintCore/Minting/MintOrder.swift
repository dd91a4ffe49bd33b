package import Cashu
package import CashuCrypto
internal import MintStore

/// What a wallet asks to be minted: outputs for one quote (NUT-04) or for several at once (NUT-29).
package struct MintOrder: Sendable {
    package struct Quote: Sendable {
        package let id: String
        /// What the wallet takes it to be worth, in the unit; `nil` when it does not say.
        package let amount: UInt64?
        /// NUT-20: of the quote's key, over the id and all outputs of the request.
        package let signature: SchnorrSignature?

        package init(id: String, amount: UInt64? = nil, signature: SchnorrSignature? = nil) {
            self.id = id
            self.amount = amount
            self.signature = signature
        }
    }

    package let quotes: [Quote]
    package let outputs: [BlindedMessage]
    /// Whether the rules of NUT-29 hold, also for a batch of one.
    package let isBatch: Bool

    package init(quotes: [Quote], outputs: [BlindedMessage], isBatch: Bool = true) {
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

    /// States, outputs, units, and the sum, which must be what the quotes promise.
    func check(
        _ quotes: [MintQuote], keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) -> CheckedOutputs {
        for quote in quotes { try Self.checkState(of: quote, now: now) }
        for (request, quote) in zip(self.quotes, quotes) where request.amount ?? quote.amount != quote.amount {
            throw NUTError(.notBalanced, "an amount is not that of its quote")
        }
        let checked = try CheckedOutputs(outputs, keysets: keysets, limits: limits, now: now)
        for quote in quotes where checked.unit != quote.unit {
            throw NUTError(.unitMismatch, "outputs are \(checked.unit), the quote is \(quote.unit)")
        }
        guard let promised = Money.sum(quotes.map(\.amount)), checked.total == promised else {
            throw NUTError(.notBalanced, "outputs of \(checked.total) are not what was paid for")
        }
        return checked
    }

    private static func checkState(of quote: MintQuote, now: UInt64) throws(NUTError) {
        switch quote.state {
        case .unpaid where quote.expiry < now: throw NUTError(.quoteExpired, "quote is expired")
        case .unpaid: throw NUTError(.quoteNotPaid, "quote is not paid")
        case .issued: throw NUTError(.quoteAlreadyIssued, "quote is already issued")
        case .paid: break
        }
    }
}
