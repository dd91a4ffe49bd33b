internal import CSodium
internal import CTaint
package import CashuCrypto

/// Signs and verifies with the private keys of one keyset (NUT-00), always in constant time of the keys.
package struct BlindSigner: Sendable {
    private let scalars: SecretArena
    private let context: GeneratorContext
    private let keys: [PublicKey]

    /// About 30 µs for each scalar: the public keys are computed here.
    package init(_ scalars: SecretArena) {
        let context = GeneratorContext()
        self.scalars = scalars
        self.context = context
        keys = (0..<scalars.count).map { index in
            let key = unsafe scalars.withScalar(at: index) {
                unsafe context.publicKey(of: $0.assumingMemoryBound(to: UInt8.self))
            }
            guard let key else { preconditionFailure("an arena holds valid scalars only") }
            return key
        }
    }

    /// `A = a·G` of each scalar, in the order of the arena.
    package func publicKeys() -> [PublicKey] { keys }

    /// `C_ = a·B_` and its NUT-12 proof. The nonce is derived, so equal questions get equal bytes. About 170 µs.
    ///
    /// - Precondition: `index` is one of the arena's.
    package func sign(_ blinded: PublicKey, at index: Int) -> (signature: PublicKey, proof: DLEQProof) {
        unsafe scalars.withScalar(at: index) { scalar in
            guard let signature = unsafe blinded.multiplied(by: scalar) else {
                preconditionFailure("an arena holds valid scalars only")
            }
            let proof = unsafe DLEQProver(key: keys[index], context: context)
                .prove(scalar, blinded: blinded, signature: signature)
            return (signature, proof)
        }
    }

    /// Whether `signature = a·point`, compared in constant time. About 65 µs.
    ///
    /// - Parameter point: `Y`, the point of the proof's secret.
    package func verifies(_ signature: PublicKey, of point: PublicKey, at index: Int) -> Bool {
        unsafe scalars.withScalar(at: index) { scalar in
            // Of a forged proof this is the signature that it lacks, so it is neither parsed nor shortened.
            guard let expected = unsafe point.secretProduct(with: scalar) else {
                preconditionFailure("an arena holds valid scalars only")
            }
            let difference = unsafe expected.withBytes { left in
                unsafe signature.uncompressed.withBytes { right in
                    unsafe sodium_memcmp(left.baseAddress!, right.baseAddress!, left.count)
                }
            }
            return mint_public_answer(difference) == 0
        }
    }
}
