import CashuCrypto

@testable import Lightning

extension Bolt11Terms {
    /// Terms in which nothing is unusual.
    static var plain: Bolt11Terms {
        Bolt11Terms(
            amountMsat: 1_000_000, paymentHash: SHA256.hash("preimage"), paymentSecret: SHA256.hash("secret"),
            purpose: .description("a cup of tea"), timestamp: 1_700_000_000)
    }

    static let key = SHA256.hash("a node that does not exist")

    func made() throws(Bolt11Error) -> Bolt11Invoice { try Bolt11Invoice.make(self, throwawayKey: Self.key) }
}

extension Bolt11Invoice {
    /// The text of an invoice with these words between the separator and the signature, which is right.
    static func signedText(prefix: String = "lnbc", words: [UInt8]) -> String? {
        let digest = digest(prefix: prefix, signed: words)
        return RecoverableSignature.sign(digest, throwawayKey: Bolt11Terms.key).map { signature in
            let bytes = signature.compact.bytes + [UInt8(signature.recovery)]
            return Bech32.encode(prefix: prefix, words: words + FiveBitWords.words(bytes))
        }
    }
}
