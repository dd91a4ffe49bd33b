internal import PaymentLND
internal import StrictTOML

/// `[lnd]`, as CDK's mint has it; but CDK speaks gRPC with the node, and this mint REST.
extension MintConfiguration {
    static func readLND(
        _ section: inout ConfigurationSection, _ environment: (String) -> String?, beside database: DatabaseSettings
    ) throws(ConfigurationError) -> LNDSettings {
        guard let address = try section.text("address") else {
            throw section.error("address", "is missing: the restlisten of lnd, like https://127.0.0.1:8080")
        }
        var settings = LNDSettings(
            address: address, certificateFile: try section.requiredPath("cert_file"),
            macaroon: try readMacaroon(&section, environment),
            preimageKeyFile: try section.path("preimage_key_file") ?? preimageKeyFile(section, beside: database),
            network: try readNetwork(&section))
        try settings.fees.read(&section)
        if let isExposed = try section.flag("expose_private_channels") { settings.exposesPrivateChannels = isExposed }
        return settings
    }

    /// Where the mint may write: it makes the file, as it makes that of SQLite.
    private static func preimageKeyFile(
        _ section: ConfigurationSection, beside database: DatabaseSettings
    ) -> String {
        let name = "lnd-preimages.key"
        guard case .sqlite(let path) = database, let slash = path.lastIndex(of: "/") else {
            return section.resolve(name)
        }
        return path[...slash] + name
    }

    /// A path, as with CDK; or `env:NAME` of its hex, or `file:/absolute/path`.
    private static func readMacaroon(
        _ section: inout ConfigurationSection, _ environment: (String) -> String?
    ) throws(ConfigurationError) -> Macaroon {
        let key = "macaroon_file"
        guard let written = try section.text(key), !written.isEmpty else { throw section.error(key, "is missing") }
        // Somebody will write the macaroon itself here, and an error about a file of that name would show it.
        guard !isMacaroon(written) else {
            throw section.error(key, "must not be the macaroon itself: \(secretReason). It is a path, or env:NAME")
        }
        let content: [UInt8]
        do throws(SecretError) {
            if written.hasPrefix("env:") {
                content = Array(try Secret.resolve(written, environment: environment).utf8)
            } else if written.hasPrefix("file:") {
                content = try Secret.bytes(ofReference: written)
            } else {
                content = try Secret.bytes(ofFile: section.resolve(written))
            }
        } catch {
            throw section.error(key, "\(error)")
        }
        guard let macaroon = Macaroon(content) else { throw section.error(key, "holds no macaroon") }
        return macaroon
    }

    /// Whether it is the hex or the base64 of one, rather than a path. A slash belongs to base64, too; but a macaroon
    /// begins with its version.
    private static func isMacaroon(_ written: String) -> Bool {
        let text = written.hasPrefix("file:") || written.hasPrefix("env:") ? "" : written.filter { !$0.isWhitespace }
        guard text.utf8.count >= 32 else { return false }
        if text.allSatisfy(\.isHexDigit) { return true }
        guard text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || "+/-_=".contains($0) }) else {
            return text.utf8.count >= 200 && !text.contains("/")
        }
        return text.hasPrefix("Ag") || text.hasPrefix("MDA") || text.utf8.count >= 64 && !text.contains("/")
    }
}
