internal import Cashu
package import MintStore

/// What the database says of a subject.
package enum Standing: Sendable, Equatable {
    case mintQuote(MintQuote)
    case meltQuote(MeltQuote)
    case proof(ProofStateAnswer)

    /// What tells it from how it stood before. Of most the state; a quote for an offer has none (NUT-25), and what was
    /// paid and issued of it grows.
    package var state: String {
        switch self {
        case .mintQuote(let quote):
            quote.method == .bolt12 ? "\(quote.amountPaid) \(quote.amountIssued)" : quote.state.rawValue
        case .meltQuote(let quote): quote.state.rawValue
        case .proof(let answer): answer.state.rawValue
        }
    }

    /// What somebody has to hear who last heard of `state`, oldest first. Between two looks a subject may have moved by
    /// two steps. PENDING may be left out, since it may come to nothing; that a quote was paid may not.
    package func news(since state: String?) -> [Standing] {
        guard let state, state != self.state, case .mintQuote(let quote) = self else {
            return state == self.state ? [] : [self]
        }
        switch quote.method {
        case .bolt11:
            guard quote.state == .issued, state == MintQuote.State.unpaid.rawValue else { return [self] }
            return [.mintQuote(quote.before(issuing: 0)), self]
        case .bolt12:
            let told = state.split(separator: " ").compactMap { UInt64($0) }
            guard told.count == 2, told[0] != quote.amountPaid, told[1] != quote.amountIssued else { return [self] }
            return [.mintQuote(quote.before(issuing: told[1])), self]
        }
    }
}
