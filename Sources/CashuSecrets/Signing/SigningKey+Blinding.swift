internal import CSecp256k1
package import CashuCrypto

/// NUT-28: a key that others cannot recognise in a spending condition, because it was moved by a number that only
/// sender and receiver can compute.
extension SigningKey {
    /// A key that is used once and forgotten.
    package static func random() -> SigningKey {
        while true {
            let scalar = FixedBytes<32>.random()
            if let key = unsafe scalar.withBytes({ unsafe SigningKey(copying: $0.baseAddress!) }) { return key }
        }
    }

    /// The factor for the key in a slot, from this key and the other side's point; both sides get the same. `nil` for
    /// a slot that does not exist, and in one of 2^254 cases.
    package func blindingFactor(with point: PublicKey, slot: Int) -> BlindingFactor? {
        guard (0..<BlindedKeys.maximumCount).contains(slot) else { return nil }
        let product = unsafe withScalar { unsafe point.secretProduct(with: $0) }
        guard let product else { preconditionFailure("the scalar of a key was valid when it was made") }
        let message = Array("Cashu_P2BK_v1".utf8) + product.bytes[1..<33] + [UInt8(slot)]
        // NUT-28 does not reduce: a hash that is no scalar is drawn once more.
        return BlindingFactor(SHA256.hash(message)) ?? BlindingFactor(SHA256.hash(message + [0xff]))
    }

    /// The key for `blinded`, which stands in a slot of a condition; `nil` when that is not this key, moved.
    package func moved(to blinded: PublicKey, ephemeral: PublicKey, slot: Int) -> SigningKey? {
        guard let factor = blindingFactor(with: ephemeral, slot: slot),
            let original = blinded.adding(factor.point.negated), original.xOnly == publicKey.xOnly
        else { return nil }
        return moved(by: factor, isNegated: original != publicKey)
    }

    /// `p + r`, or `−p + r`.
    func moved(by factor: BlindingFactor, isNegated: Bool) -> SigningKey? {
        unsafe withScalar { scalar in
            if isNegated {
                // secp256k1.h: 1 unless the key is invalid.
                guard unsafe secp256k1_ec_seckey_negate(mint_static_context(), scalar) == 1 else { return nil }
            }
            let isKey = unsafe factor.bytes.withBytes {
                unsafe Scalar.add($0.baseAddress!.assumingMemoryBound(to: UInt8.self), to: scalar)
            }
            return isKey ? unsafe SigningKey(copying: scalar) : nil
        }
    }
}

/// The sender's side of NUT-28.
package enum BlindedKeys {
    /// The most keys that a condition may have blinded.
    package static let maximumCount = 11

    /// `P + r·G` of the key in a slot; `nil` for a slot that does not exist.
    package static func move(_ key: PublicKey, slot: Int, ephemeral: SigningKey) -> PublicKey? {
        ephemeral.blindingFactor(with: key, slot: slot).flatMap { key.adding($0.point) }
    }
}
