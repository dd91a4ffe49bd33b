internal import CSecp256k1
package import CashuCrypto

/// A key for BIP-340 signatures, in locked memory.
package final class SigningKey: Sendable {
    /// With its own parity, although BIP-340 looks at x only.
    package let publicKey: PublicKey
    private let pair: LockedBytes

    /// `nil` unless the 32 big-endian bytes are a scalar: neither zero nor at or above the order of the group.
    package init?(copying scalar: UnsafeRawPointer) {
        let scalar = unsafe scalar.assumingMemoryBound(to: UInt8.self)
        guard let publicKey = unsafe GeneratorContext.shared.publicKey(of: scalar) else { return nil }
        self.publicKey = publicKey
        pair = unsafe LockedBytes(count: MemoryLayout<secp256k1_keypair>.size) { bytes in
            let created = unsafe bytes.withMemoryRebound(to: secp256k1_keypair.self, capacity: 1) {
                unsafe GeneratorContext.shared.writeKeyPair(scalar, into: $0)
            }
            precondition(created, "a scalar with a public key has a key pair")
        }
    }

    /// Each call draws fresh auxiliary randomness, as BIP-340 recommends; the signatures of a message differ.
    package func sign(_ message: FixedBytes<32>) -> SchnorrSignature {
        sign(message, auxiliaryRandomness: .random())
    }

    func sign(_ message: FixedBytes<32>, auxiliaryRandomness: FixedBytes<32>) -> SchnorrSignature {
        unsafe pair.withBytes { bytes in
            unsafe bytes.withMemoryRebound(to: secp256k1_keypair.self, capacity: 1) {
                unsafe GeneratorContext.shared.sign(message, with: $0, auxiliaryRandomness: auxiliaryRandomness)
            }
        }
    }

    /// Lends a copy of the scalar, 32 big-endian bytes that `body` may change and not keep.
    func withScalar<R>(_ body: (UnsafeMutablePointer<UInt8>) -> R) -> R {
        unsafe Scratch.withBytes(Scalar.byteCount) { scalar in
            let isRead = unsafe pair.withBytes { bytes in
                unsafe bytes.withMemoryRebound(to: secp256k1_keypair.self, capacity: 1) {
                    unsafe secp256k1_keypair_sec(mint_static_context(), scalar, $0)
                }
            }
            precondition(isRead == 1, "secp256k1.h: 1 always")
            return unsafe body(scalar)
        }
    }
}
