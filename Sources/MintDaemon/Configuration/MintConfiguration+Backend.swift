internal import Cashu
internal import Lightning
internal import StrictTOML

extension MintConfiguration {
    private enum NetworkName: String, CaseIterable { case bitcoin, mainnet, testnet, signet, regtest }

    /// The section of the backend that was chosen. Those of others are refused: whoever wrote one believes that it is
    /// used.
    /// - Returns: the units in which the backend deals.
    mutating func readBackend(
        _ name: BackendName, key: String, in file: inout ConfigurationSection, environment: (String) -> String?
    ) throws(ConfigurationError) -> BackendUnits {
        for other in BackendName.allCases where other != name {
            try file.refuse(
                other.section,
                "is not used: \(key) is \"\(name.rawValue)\"; make it \"\(other.rawValue)\", or take this section out")
        }
        return try file.section(name.section) { (section) throws(ConfigurationError) in
            switch name {
            case .fake:
                let units = try readFakeWallet(&section)
                return BackendUnits(all: units, unasked: units, source: "is none of fake_wallet.supported_units")
            case .coreLightning:
                backend = .coreLightning(try Self.readCoreLightning(&section, environment))
            case .lnd: backend = .lnd(try Self.readLND(&section, environment, beside: database))
            }
            // A node has bitcoin. A second unit would need a keyset of its own, so it is there only when it is named.
            return BackendUnits(
                all: [.sat, .msat], unasked: [.sat], source: "is not sat or msat, which is what a Lightning node has")
        }
    }

    /// Which chain the mint is for; a node on another one is not used.
    static func readNetwork(_ section: inout ConfigurationSection) throws(ConfigurationError) -> LightningNetwork {
        switch try section.choice("network", of: NetworkName.self) {
        case .bitcoin, .mainnet, nil: .bitcoin
        case .testnet: .testnet
        case .signet: .signet
        case .regtest: .regtest
        }
    }
}

/// The units in which a backend can deal.
struct BackendUnits {
    /// In the order of the file, where it names them.
    let all: [CurrencyUnit]
    /// Those of a mint whose configuration names none.
    let unasked: [CurrencyUnit]
    /// Goes on after "names usd, which".
    let source: String
}
