package import CashuCrypto

/// By what a server shows which signatory it is.
package struct ServerIdentity: Sendable {
    package let publicKey: PublicKey
    /// The generation of the keysets now.
    package let generation: @Sendable () -> UInt64
    /// BIP-340 with the key of `publicKey`. Called on the event loop, once for each connection.
    package let sign: @Sendable (FixedBytes<32>) -> SchnorrSignature

    package init(
        publicKey: PublicKey, generation: @escaping @Sendable () -> UInt64,
        sign: @escaping @Sendable (FixedBytes<32>) -> SchnorrSignature
    ) {
        self.publicKey = publicKey
        self.generation = generation
        self.sign = sign
    }
}
