internal import FoundationEssentials
internal import NIOSSL

/// Where CLNRest is, and how it is known to be the right one.
package struct CoreLightningREST: Sendable {
    /// Such as `https://localhost:3010`. The name must stand in the node's certificate.
    package var url: String
    package var rune: Rune
    /// A PEM file. Only what these certificates are, or have signed, is trusted; `nil` trusts the system's authorities.
    package var certificatePath: String?
    /// Where to connect for a name, when its certificate has another name than the network: `["cln": "10.0.0.5"]`.
    package var addresses: [String: String]

    package init(url: String, rune: Rune, certificatePath: String?, addresses: [String: String] = [:]) {
        self.url = url
        self.rune = rune
        self.certificatePath = certificatePath
        self.addresses = addresses
    }

    /// The URL for people: scheme, name and port. Somebody may have written the rune into the rest of it.
    var origin: String {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else {
            return "what rest_url says"
        }
        return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }

    /// Without a slash at the end. Errors do not show it. In clear only within this machine: whoever reads the rune has
    /// the money.
    func checkedURL() throws(CoreLightningSettingsError) -> String {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.query == nil,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { throw CoreLightningSettingsError("rest_url is not the URL of a CLNRest") }
        let isLocal = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        guard parts.scheme == "https" || parts.scheme == "http" && isLocal else {
            throw CoreLightningSettingsError("rest_url: without https a rune goes only to this machine itself")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    func trust() throws(CoreLightningSettingsError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        guard let certificatePath else { return tls }
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(certificatePath)
            guard !certificates.isEmpty else { throw CoreLightningSettingsError("no certificate in it") }
            tls.trustRoots = .certificates(certificates)
        } catch {
            throw CoreLightningSettingsError("\(certificatePath) is no certificate in PEM: \(error)")
        }
        return tls
    }
}

extension CoreLightningREST: CustomStringConvertible, CustomReflectable {
    package var description: String { origin }
    package var customMirror: Mirror {
        Mirror(
            self, children: ["url": origin, "certificatePath": certificatePath as Any, "addresses": addresses])
    }
}

/// Why a configuration cannot be used.
package struct CoreLightningSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
