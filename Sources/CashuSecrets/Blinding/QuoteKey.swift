package import Cashu
package import CashuCrypto

/// The keys to which a wallet locks its mint quotes (NUT-20), one for each quote, at
/// `m/129373'/20'/0'/0'/{counter}` (cashubtc/nuts pull request 373).
package enum QuoteKey {
    package static func derive(master: ExtendedKey, counter: UInt32) throws(DerivationError) -> SigningKey {
        try master.hardenedChild(129_373).hardenedChild(20).hardenedChild(0).hardenedChild(0).child(counter)
            .signingKey()
    }

    /// Signatures over both forms of the message. A wallet sends the newest, and the original once when a mint answers
    /// 20008 (signature invalid).
    package static func sign(
        quote: String, outputs: [BlindedMessage], with key: SigningKey
    ) -> (newest: SchnorrSignature, original: SchnorrSignature) {
        let digests = MintQuoteMessage.digests(quote: quote, outputs: outputs)
        return (key.sign(digests.newest), key.sign(digests.original))
    }
}
