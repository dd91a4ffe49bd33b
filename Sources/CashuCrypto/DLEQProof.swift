/// NUT-12: proof that the same scalar made `A = a·G` and `C_ = a·B_`.
package struct DLEQProof: Sendable, Hashable {
    package let e: FixedBytes<32>
    package let s: FixedBytes<32>

    package init(e: FixedBytes<32>, s: FixedBytes<32>) {
        self.e = e
        self.s = s
    }

    /// NUT-12 "Alice": `R1 = s·G − e·A`, `R2 = s·B_ − e·C_`, and `e` must be their hash.
    package func isValid(for blinded: PublicKey, signature: PublicKey, key: PublicKey) -> Bool {
        guard let r1 = Self.nonce(s, .generator, e, key), let r2 = Self.nonce(s, blinded, e, signature) else {
            return false
        }
        return e == Self.challenge(r1, r2, key, signature)
    }

    /// NUT-12 `hash_e`: SHA-256 over the lower-case hex *text* of the uncompressed points.
    package static func challenge(
        _ r1: PublicKey, _ r2: PublicKey, _ key: PublicKey, _ signature: PublicKey
    ) -> FixedBytes<32> {
        var hash = SHA256()
        for point in [r1, r2, key, signature] { hash.update(point.uncompressed.hex) }
        return hash.finish()
    }

    private static func nonce(
        _ s: FixedBytes<32>, _ base: PublicKey, _ e: FixedBytes<32>, _ image: PublicKey
    ) -> PublicKey? {
        guard let left = base.multiplied(by: s), let right = image.multiplied(by: e) else { return nil }
        return left.adding(right.negated)
    }
}
