package import CashuCrypto
package import CashuSecrets

/// What lets a receiver check a coin without asking the mint (NUT-12): the mint's proof and the blinding factor.
///
/// Whoever holds it can link the coin to its issue, so it goes to receivers and never to the mint.
package struct CoinLink: Sendable, Hashable {
    package let proof: DLEQProof
    package let r: BlindingFactor

    package init(proof: DLEQProof, r: BlindingFactor) {
        self.proof = proof
        self.r = r
    }
}
