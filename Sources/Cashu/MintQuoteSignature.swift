package import CashuCrypto

/// What a wallet signs to mint with a quote that is locked to a key (NUT-20).
///
/// Two forms are in use. The newest (cashubtc/nuts pull request 375) frames every part with its length and covers the
/// amounts; the original concatenates hex text and leaves the amounts out, so the balance check must catch a change.
package enum MintQuoteMessage {
    private static let domainSeparator = Array("Cashu_MintQuoteSig_v1".utf8)

    /// The SHA-256 of both forms, each over the outputs in the order of the request.
    package static func digests(
        quote: String, outputs: [BlindedMessage]
    ) -> (newest: FixedBytes<32>, original: FixedBytes<32>) {
        (newest(quote, outputs), original(quote, outputs))
    }

    /// Whether `signature` (BIP-340) over either form is by `key`, the newest tried first.
    package static func isValid(
        signature: SchnorrSignature, quote: String, outputs: [BlindedMessage], key: PublicKey
    ) -> Bool {
        signature.isValid(for: newest(quote, outputs), key: key)
            || signature.isValid(for: original(quote, outputs), key: key)
    }

    private static func newest(_ quote: String, _ outputs: [BlindedMessage]) -> FixedBytes<32> {
        var hash = SHA256()
        hash.update(domainSeparator)
        appendFramed(Array(quote.utf8), to: &hash)
        for output in outputs {
            appendFramed(minimalBigEndian(output.amount), to: &hash)
            appendFramed(output.point.bytes.bytes, to: &hash)
        }
        return hash.finish()
    }

    private static func original(_ quote: String, _ outputs: [BlindedMessage]) -> FixedBytes<32> {
        var hash = SHA256()
        hash.update(quote)
        for output in outputs { hash.update(output.point.hex) }
        return hash.finish()
    }

    /// A length of 4 big-endian bytes, then the bytes.
    private static func appendFramed(_ bytes: [UInt8], to hash: inout SHA256) {
        let length = UInt32(bytes.count)
        hash.update(FixedBytes<4> { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) })
        hash.update(bytes)
    }

    /// Without leading zeros; nothing at all for zero.
    private static func minimalBigEndian(_ amount: UInt64) -> [UInt8] {
        let significant = 8 - amount.leadingZeroBitCount / 8
        return (0..<significant).map { UInt8(truncatingIfNeeded: amount >> (8 * UInt64(significant - 1 - $0))) }
    }
}
