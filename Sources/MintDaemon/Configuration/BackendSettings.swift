package import PaymentCLN

/// The Lightning node that the mint stands on, and how it is reached.
package enum BackendSettings: Sendable {
    /// None: as `MintConfiguration.fakeBackend` says.
    case fake
    case coreLightning(CoreLightningConfiguration)
    case lnd(LNDSettings)

    package var name: BackendName {
        switch self {
        case .fake: .fake
        case .coreLightning: .coreLightning
        case .lnd: .lnd
        }
    }
}

/// The backends of this release, as CDK's mint calls them.
package enum BackendName: String, Sendable, CaseIterable {
    case fake = "fakewallet"
    case coreLightning = "cln"
    case lnd

    /// The section that belongs to it.
    package var section: String {
        switch self {
        case .fake: "fake_wallet"
        case .coreLightning: "cln"
        case .lnd: "lnd"
        }
    }
}
