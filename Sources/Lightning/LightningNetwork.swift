/// The chain a payment is made on. The raw value is the prefix of BIP-173 that stands in an invoice.
package enum LightningNetwork: String, Sendable, CaseIterable {
    case bitcoin = "bc"
    case testnet = "tb"
    case signet = "tbs"
    case regtest = "bcrt"
}
