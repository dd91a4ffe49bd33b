internal import CashuCrypto
package import Lightning

/// Somebody whose invoices the node pays. The preimage follows from the payment secret, so that the node can know it
/// without having met the payee.
package enum StandInPayee {
    private static let key = SHA256.hash("a payee")

    static let publicKey = PublicKey.generator.multiplied(by: key) ?? .generator

    static func preimage(secret: FixedBytes<32>) -> FixedBytes<32> {
        SHA256.hash(secret.bytes + Array("preimage".utf8))
    }

    package static func invoice(
        _ fate: StandInFate, amountMsat: UInt64?, network: LightningNetwork, timestamp: UInt64,
        expirySeconds: UInt64 = 3_600
    ) throws(Bolt11Error) -> Bolt11Invoice {
        let secret = FixedBytes<32>.random()
        return try Bolt11Invoice.make(
            Bolt11Terms(
                network: network, amountMsat: amountMsat,
                paymentHash: SHA256.hash(preimage(secret: secret).bytes), paymentSecret: secret,
                purpose: .description(fate.description), timestamp: timestamp, expirySeconds: expirySeconds),
            throwawayKey: key)
    }
}
