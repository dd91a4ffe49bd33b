internal import AsyncHTTPClient
package import Lightning
internal import NIOCore
internal import NIOSSL

/// How to reach a node, and what the mint may spend through it.
package struct LNDConfiguration: Sendable {
    /// `https://host:port`.
    package let address: String
    /// The chain that the mint is for. A node on another one is not used.
    package let network: LightningNetwork
    let certificates: [NIOSSLCertificate]
    var macaroon: Macaroon
    let preimageKey: PreimageKey

    /// `fee_percent`, which despite its name is a fraction: 0.02 there is 20 000 here.
    package var feePartsPerMillion: UInt64 = 20_000
    /// `reserve_fee_min`, there in whole units: 2 sat there are 2 000 here.
    package var reserveFeeMinMsat: UInt64 = 2_000
    /// For so long the node looks for routes. What is on its way then stays on its way.
    package var paymentTimeoutSeconds: Int32 = 60
    /// Into how many parts the node may cut a payment.
    package var maximumParts: UInt32 = 16
    /// Whether invoices tell of the node's private channels (`private`).
    package var privateRouteHints = false
    /// How long a call with one answer may take.
    package var patience = Duration.seconds(15)
    /// Until there is a connection, its TLS included.
    package var connectPatience = Duration.seconds(5)
    /// What the node may take beyond `paymentTimeoutSeconds` to say how a payment ended.
    package var paymentMargin = Duration.seconds(15)
    /// The first pause before a broken stream of received payments is opened anew; it doubles up to `maximumPause`.
    package var pause = Duration.milliseconds(250)
    package var maximumPause = Duration.seconds(30)
    /// So many received payments are kept for the mint; the node keeps the rest until these are taken.
    package var maximumUntold = 256
    /// A node that was found fit is asked again after this.
    package var fitnessLifetime = Duration.seconds(10)

    /// A stream that is silent for longer may be a connection that nobody has; it is opened anew, from where it was.
    static let silence = TimeAmount.minutes(5)

    package init(
        address: String, certificate: [UInt8], macaroon: Macaroon, preimageKey: PreimageKey, network: LightningNetwork
    ) throws(LNDConfigurationError) {
        self.address = try Self.checked(address)
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(certificate)
        } catch {
            throw .unusable(.certificate, "", "it is not a certificate in PEM")
        }
        guard !certificates.isEmpty else { throw .unusable(.certificate, "", "there is no certificate in it") }
        self.macaroon = macaroon
        self.preimageKey = preimageKey
        self.network = network
    }

    /// Nothing but the certificates of the file is trusted, and the host name must be one of theirs: without that a
    /// file with the certificate of an authority would let everybody in whom the authority knows.
    func client(connections: Int) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(certificates)
        tls.additionalTrustRoots = []
        tls.certificateVerification = .fullVerification
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectPatience), read: Self.silence))
        // One answer to one request: with HTTP/2 a broken connection would take all payments with it.
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        // Fails at once, and knowing that nothing was sent.
        configuration.connectionPool.retryConnectionEstablishment = false
        // LND closes idle connections too; the sooner ours go the rarer a request meets one that is closing.
        configuration.connectionPool.idleTimeout = .seconds(5)
        return configuration
    }

    private static func checked(_ address: String) throws(LNDConfigurationError) -> String {
        let scheme = "https://"
        guard address.hasPrefix(scheme) else { throw .address("it must begin with \(scheme)") }
        let host = address.hasSuffix("/") ? address.dropLast() : address[...]
        let isPlain = host.dropFirst(scheme.count).utf8.allSatisfy {
            $0 > UInt8(ascii: " ") && $0 < 0x7f && !"/?#@\\".utf8.contains($0)
        }
        guard isPlain, host.utf8.count > scheme.utf8.count else { throw .address("it must be https://host:port") }
        return String(host)
    }
}
