internal import FoundationEssentials
internal import PaymentCLN
internal import StrictTOML

/// `[cln]`. CDK's mint has the socket alone.
extension MintConfiguration {
    static func readCoreLightning(
        _ section: inout ConfigurationSection, _ environment: (String) -> String?
    ) throws(ConfigurationError) -> CoreLightningConfiguration {
        let socket = try section.path("rpc_path")
        let rest = try readREST(&section, environment)
        let connection: CoreLightningConfiguration.Connection
        switch (socket, rest) {
        case (let path?, nil): connection = .socket(path: path)
        case (nil, let rest?): connection = .rest(rest)
        case (nil, nil):
            throw section.error("rpc_path", "is missing: the path of lightning-rpc; or name a CLNRest with rest_url")
        case (_?, _?):
            throw section.error("rest_url", "says another way to the node than rpc_path: take one of them out")
        }
        var settings = CoreLightningConfiguration(connection, network: try readNetwork(&section))
        var fees = FeeReserve()
        try fees.read(&section)
        settings.feePartsPerMillion = fees.partsPerMillion
        settings.reserveFeeMinMsat = fees.minimumMsat
        if let hasOffers = try section.flag("bolt12") { settings.offers = hasOffers }
        settings.exposesPrivateChannels = try section.flag("expose_private_channels")
        return settings
    }

    /// CLNRest; `nil` when the section names none.
    private static func readREST(
        _ section: inout ConfigurationSection, _ environment: (String) -> String?
    ) throws(ConfigurationError) -> CoreLightningREST? {
        let url = try section.text("rest_url")
        let written = try section.text("rune")
        let certificate = try section.path("rest_certificate")
        let address = try section.text("rest_address")
        guard let url else {
            for (key, isThere) in [
                ("rune", written != nil), ("rest_certificate", certificate != nil), ("rest_address", address != nil),
            ] where isThere { throw section.error(key, "is of no use without rest_url") }
            return nil
        }
        // Not shown in an error: a password or the rune may stand in it.
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.user == nil,
            parts.password == nil, parts.query == nil, parts.fragment == nil
        else {
            throw section.error(
                "rest_url", "must be like https://host:3010, without a user, a password, or anything after ? or #")
        }
        guard let written else { throw section.error("rune", "is missing; it \(secretPlaces)") }
        guard Secret.isReference(written) else {
            throw section.error("rune", "must not stand here itself: \(secretReason). It \(secretPlaces)")
        }
        let rune: String
        do throws(SecretError) { rune = try Secret.resolve(written, environment: environment) } catch {
            throw section.error("rune", "\(error)")
        }
        return CoreLightningREST(
            url: url, rune: Rune(rune), certificatePath: certificate,
            addresses: address.map { [host: $0] } ?? [:])
    }

    static let secretPlaces = "must be env:NAME or file:/absolute/path of where it is"

    /// Goes on after a colon.
    static let secretReason =
        "whoever reads it can spend what the node has, and a configuration is shown, copied and backed up"
}
