package import CashuCrypto

/// What a wallet can watch (NUT-17).
package enum Subject: Hashable, Sendable {
    case mintQuote(String)
    case meltQuote(String)
    /// By its point Y.
    case proof(PublicKey)

    package var isProof: Bool {
        if case .proof = self { true } else { false }
    }
}
