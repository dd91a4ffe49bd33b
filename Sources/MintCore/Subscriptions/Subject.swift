package import Cashu
package import CashuCrypto

/// What a wallet can watch (NUT-17).
package enum Subject: Hashable, Sendable {
    case mintQuote(_ id: String, _ method: PaymentMethod = .bolt11)
    case meltQuote(_ id: String, _ method: PaymentMethod = .bolt11)
    /// By its point Y.
    case proof(PublicKey)

    package var isProof: Bool {
        if case .proof = self { true } else { false }
    }
}
