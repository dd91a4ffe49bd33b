internal import Cashu
internal import CashuCrypto
internal import MintCore

/// What a subscription is to (NUT-17).
enum SubscriptionKind: String, CaseIterable {
    case bolt11MintQuote = "bolt11_mint_quote"
    case bolt11MeltQuote = "bolt11_melt_quote"
    case bolt12MintQuote = "bolt12_mint_quote"
    case bolt12MeltQuote = "bolt12_melt_quote"
    case proofState = "proof_state"

    /// `nil` for what has to do with no payment.
    var method: PaymentMethod? {
        switch self {
        case .bolt11MintQuote, .bolt11MeltQuote: .bolt11
        case .bolt12MintQuote, .bolt12MeltQuote: .bolt12
        case .proofState: nil
        }
    }

    /// What a filter names.
    func subject(_ filter: String) throws(RPCError) -> Subject {
        switch self {
        case .bolt11MintQuote: return .mintQuote(filter, .bolt11)
        case .bolt11MeltQuote: return .meltQuote(filter, .bolt11)
        case .bolt12MintQuote: return .mintQuote(filter, .bolt12)
        case .bolt12MeltQuote: return .meltQuote(filter, .bolt12)
        case .proofState:
            guard let point = PublicKey(hex: filter) else {
                throw .invalidParameters("a filter is not a point of secp256k1 in 66 hex digits")
            }
            return .proof(point)
        }
    }
}
