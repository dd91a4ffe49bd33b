internal import Lightning
internal import PaymentAPI

/// Whether the node is on the mint's chain and up to date. Asked before anything is begun; a good answer holds for a
/// while, a bad one does not.
actor NodeFitness {
    private let network: LightningNetwork
    private let lifetime: Duration
    private var goodUntil: ContinuousClock.Instant?

    init(network: LightningNetwork, lifetime: Duration) {
        self.network = network
        self.lifetime = lifetime
    }

    func require(_ client: LNDClient) async throws(PaymentError) {
        let clock = ContinuousClock()
        if let goodUntil, clock.now < goodUntil { return }
        let info = try await answer { () async throws(LNDFailure) in
            try await client.get("/v1/getinfo", as: NodeInfo.self)
        }
        guard network.isOne(of: info.networks) else {
            let names = info.networks.joined(separator: ", ")
            throw .refused("the LND node is on \(names), the mint on \(network.lndNames[0])")
        }
        guard info.isSyncedToChain else {
            throw .unavailable("the LND node is still reading the chain (block \(info.blockHeight))")
        }
        goodUntil = clock.now + lifetime
    }
}

extension LightningNetwork {
    /// Invoices of both test chains look alike.
    var lndNames: [String] {
        switch self {
        case .bitcoin: ["mainnet"]
        case .testnet: ["testnet", "testnet4"]
        case .signet: ["signet"]
        case .regtest: ["regtest"]
        }
    }

    func isOne(of names: [String]) -> Bool { names.contains { lndNames.contains($0) } }
}
