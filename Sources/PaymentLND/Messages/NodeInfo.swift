/// `GET /v1/getinfo`.
struct NodeInfo: Decodable, Sendable {
    let identity: String
    let alias: String
    let version: String
    let isSyncedToChain: Bool
    let isSyncedToGraph: Bool
    /// As LND calls them: `mainnet`, `testnet`, `testnet4`, `signet`, `regtest`, `simnet`.
    let networks: [String]
    let blockHeight: UInt64
    let activeChannels: UInt64

    private enum CodingKeys: String, CodingKey {
        case alias, version, chains
        case identity = "identity_pubkey"
        case isSyncedToChain = "synced_to_chain"
        case isSyncedToGraph = "synced_to_graph"
        case blockHeight = "block_height"
        case activeChannels = "num_active_channels"
    }

    private struct Chain: Decodable { let network: String }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        identity = try fields.text(.identity)
        alias = try fields.text(.alias)
        version = try fields.text(.version)
        isSyncedToChain = try fields.flag(.isSyncedToChain)
        isSyncedToGraph = try fields.flag(.isSyncedToGraph)
        networks = try fields.decodeIfPresent([Chain].self, forKey: .chains)?.map(\.network) ?? []
        blockHeight = try fields.number(.blockHeight)
        activeChannels = try fields.number(.activeChannels)
    }
}
