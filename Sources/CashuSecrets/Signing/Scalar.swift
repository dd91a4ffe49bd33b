internal import CSecp256k1
internal import CTaint

/// Operations on secret scalars: 32 big-endian bytes in memory that its owner wipes. Only whether the result is a
/// scalar of the group may be known: all keys are, and of hashes all but one in 2^127.
enum Scalar {
    static let byteCount = 32

    /// Whether it is neither zero nor at or above the order of the group.
    static func isValid(_ scalar: UnsafePointer<UInt8>) -> Bool {
        mint_public_answer(unsafe secp256k1_ec_seckey_verify(mint_static_context(), scalar)) == 1
    }

    /// Adds in place. `false`, and a zeroed `scalar`, when the addend is not below the order or the sum is zero.
    static func add(_ addend: UnsafePointer<UInt8>, to scalar: UnsafeMutablePointer<UInt8>) -> Bool {
        mint_public_answer(unsafe secp256k1_ec_seckey_tweak_add(mint_static_context(), scalar, addend)) == 1
    }

    /// Multiplies in place. `false`, and a zeroed `scalar`, when the factor is zero or not below the order.
    static func multiply(_ scalar: UnsafeMutablePointer<UInt8>, by factor: UnsafePointer<UInt8>) -> Bool {
        mint_public_answer(unsafe secp256k1_ec_seckey_tweak_mul(mint_static_context(), scalar, factor)) == 1
    }
}
