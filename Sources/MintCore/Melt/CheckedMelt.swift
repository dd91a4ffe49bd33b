internal import Cashu
internal import MintStore

/// A melt whose parts agree (NUT-05, NUT-08): the quote is open, one unit, inputs − fee cover amount and fee reserve.
struct CheckedMelt: Sendable {
    let quote: MeltQuote
    let inputs: CheckedInputs
    /// Whose amounts are zero; in the order of the request.
    let blanks: [BlindedMessage]
    let digest: RequestDigest

    init(
        _ quote: MeltQuote, _ order: MeltOrder, keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) {
        try Self.checkOpen(quote, now: now)
        self.quote = quote
        digest = order.digest
        inputs = try CheckedInputs(order.inputs, keysets: keysets, limits: limits, now: now)
        guard inputs.unit == quote.unit else {
            throw NUTError(.unitMismatch, "inputs are \(inputs.unit), the quote is \(quote.unit)")
        }
        let checked = try CheckedOutputs.blank(order.outputs, keysets: keysets, limits: limits, now: now)
        if let checked, checked.unit != quote.unit {
            throw NUTError(.unitMismatch, "outputs are \(checked.unit), the quote is \(quote.unit)")
        }
        blanks = checked?.messages ?? []
        guard let need = Money.add(quote.amount, quote.feeReserve), inputs.net >= need else {
            throw NUTError(
                .notBalanced,
                "inputs \(inputs.total) less fee \(inputs.fee) do not cover \(quote.amount) and \(quote.feeReserve)")
        }
    }

    static func checkOpen(_ quote: MeltQuote, now: UInt64) throws(NUTError) {
        switch quote.state {
        case .pending: throw NUTError(.quotePending, "quote is pending")
        case .paid: throw NUTError(.invoiceAlreadyPaid, "quote is already paid")
        case .unpaid where quote.expiry < now: throw NUTError(.quoteExpired, "quote is expired")
        case .unpaid: break
        }
    }
}
