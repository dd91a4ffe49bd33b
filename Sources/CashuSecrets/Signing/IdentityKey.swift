package import CashuCrypto

/// The signatory's identity: the key of the BIP-32 master node, by which a mint recognises its signatory.
package final class IdentityKey: Sendable {
    private let key: SigningKey

    package init(master: ExtendedKey) { key = master.signingKey() }

    /// The public key of the master node, as CDK publishes it.
    package var publicKey: PublicKey { key.publicKey }

    /// BIP-340, to be checked against the x coordinate of `publicKey`.
    package func sign(_ message: FixedBytes<32>) -> SchnorrSignature { key.sign(message) }
}
