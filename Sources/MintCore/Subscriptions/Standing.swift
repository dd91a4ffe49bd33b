package import MintStore

/// What the database says of a subject.
package enum Standing: Sendable, Equatable {
    case mintQuote(MintQuote)
    case meltQuote(MeltQuote)
    case proof(ProofStateAnswer)

    /// As the wallet reads it.
    package var state: String {
        switch self {
        case .mintQuote(let quote): quote.state.rawValue
        case .meltQuote(let quote): quote.state.rawValue
        case .proof(let answer): answer.state.rawValue
        }
    }

    /// What somebody has to hear who last heard of `state`, oldest first. Between two looks a subject may have moved by
    /// two steps. PENDING may be left out, since it may come to nothing; that a quote was paid may not.
    package func news(since state: String?) -> [Standing] {
        guard state != self.state else { return [] }
        guard case .mintQuote(let quote) = self, quote.state == .issued, state == MintQuote.State.unpaid.rawValue
        else { return [self] }
        return [.mintQuote(quote.beforeIssue), self]
    }
}

extension MintQuote {
    fileprivate var beforeIssue: MintQuote {
        MintQuote(
            id: id, unit: unit, rate: rate, amount: amount, request: request, paymentHash: paymentHash,
            description: description, publicKey: publicKey, expiry: expiry, createdAt: createdAt,
            amountPaid: amountPaid, paidAt: paidAt)
    }
}
