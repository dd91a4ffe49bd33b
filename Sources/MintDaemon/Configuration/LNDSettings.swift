package import Lightning
package import PaymentLND

/// `[lnd]`, before its files are opened: the one with the key of preimages is made by a mint that starts, and by nobody
/// who only looks.
package struct LNDSettings: Sendable {
    /// Of the REST interface.
    package var address: String
    package var certificateFile: String
    package var macaroon: Macaroon
    package var preimageKeyFile: String
    package var network: LightningNetwork
    package var fees = FeeReserve()
    package var exposesPrivateChannels = false

    package init(
        address: String, certificateFile: String, macaroon: Macaroon, preimageKeyFile: String,
        network: LightningNetwork
    ) {
        self.address = address
        self.certificateFile = certificateFile
        self.macaroon = macaroon
        self.preimageKeyFile = preimageKeyFile
        self.network = network
    }
}
