package import CashuCrypto

extension Bolt11Invoice {
    /// Signs `terms`, and reads the result back, so that whatever is made here can be parsed.
    ///
    /// `throwawayKey` is the key of a node that does not exist (the fake backend, tests): it guards no money, and so it
    /// may be an ordinary value. A real node signs its own invoices and lends its key to nobody.
    package static func make(
        _ terms: Bolt11Terms, throwawayKey: FixedBytes<32>
    ) throws(Bolt11Error) -> Bolt11Invoice {
        let prefix = try Bolt11Prefix(network: terms.network, amountMsat: terms.amountMsat).text
        let signed = try terms.words()
        let digest = digest(prefix: prefix, signed: signed)
        guard let signature = RecoverableSignature.sign(digest, throwawayKey: throwawayKey) else { throw .invalidKey }
        let signatureBytes = signature.compact.bytes + [UInt8(signature.recovery)]
        let text = Bech32.encode(prefix: prefix, words: signed + FiveBitWords.words(signatureBytes))
        return try Bolt11Invoice(parsing: text)
    }
}
