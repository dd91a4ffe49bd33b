internal import CSecp256k1
internal import CSodium
internal import CTaint
internal import CashuCrypto

/// The library's context for multiples of the generator, blinded with randomness against side channels.
@safe
final class GeneratorContext: @unchecked Sendable {  // randomized once in `init`; every later call takes it as const
    /// For keys that have no signer of their own, such as the nodes of a derivation.
    static let shared = GeneratorContext()

    private let context: OpaquePointer

    init() {
        SodiumLibrary.start()
        // secp256k1.h: "Always set to SECP256K1_CONTEXT_NONE"; without memory the library aborts.
        guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
            preconditionFailure("a context was created")
        }
        unsafe self.context = unsafe context
        let randomized = unsafe Scratch.withBytes(32) { entropy in
            unsafe randombytes_buf(entropy, 32)
            return unsafe secp256k1_context_randomize(context, entropy)
        }
        precondition(randomized == 1, "secp256k1.h: 1: randomization successful")
    }

    deinit {
        unsafe secp256k1_context_destroy(context)
    }

    /// `scalar·G` for 32 big-endian bytes in constant time; `nil` for zero or a scalar not below the group's order.
    func publicKey(of scalar: UnsafePointer<UInt8>) -> PublicKey? {
        var key = secp256k1_pubkey()
        let created = unsafe secp256k1_ec_pubkey_create(context, &key, scalar)
        // Keys have a point, and so have all nonces but one in 2^127. The point is for everybody to know.
        guard mint_public_answer(created) == 1 else { return nil }
        unsafe mint_mark_public(&key, MemoryLayout.size(ofValue: key))
        return PublicKey(parsed: key)
    }

    /// Writes the library's key pair; `false` for an invalid scalar.
    func writeKeyPair(_ scalar: UnsafePointer<UInt8>, into pair: UnsafeMutablePointer<secp256k1_keypair>) -> Bool {
        unsafe secp256k1_keypair_create(context, pair, scalar) == 1
    }

    /// BIP-340 over 32 bytes.
    func sign(
        _ message: FixedBytes<32>, with pair: UnsafePointer<secp256k1_keypair>, auxiliaryRandomness: FixedBytes<32>
    ) -> SchnorrSignature {
        var signature = FixedBytes<64>()
        let signed = unsafe signature.withMutableBytes { output in
            unsafe message.withBytes { digest in
                unsafe auxiliaryRandomness.withBytes { randomness in
                    unsafe secp256k1_schnorrsig_sign32(
                        context, output.baseAddress!.assumingMemoryBound(to: UInt8.self),
                        digest.baseAddress!.assumingMemoryBound(to: UInt8.self), pair,
                        randomness.baseAddress!.assumingMemoryBound(to: UInt8.self))
                }
            }
        }
        precondition(signed == 1, "a key pair that was created can sign")
        return SchnorrSignature(signature)
    }
}
