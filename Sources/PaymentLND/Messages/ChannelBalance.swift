/// `GET /v1/balance/channels`, in millisatoshis.
struct ChannelBalance: Decodable, Sendable {
    let local: UInt64
    let remote: UInt64
    let unsettledLocal: UInt64
    let unsettledRemote: UInt64

    private enum CodingKeys: String, CodingKey {
        case local = "local_balance"
        case remote = "remote_balance"
        case unsettledLocal = "unsettled_local_balance"
        case unsettledRemote = "unsettled_remote_balance"
    }

    private struct Amount: Decodable {
        let msat: UInt64

        private enum CodingKeys: String, CodingKey { case msat }

        init(from decoder: any Decoder) throws {
            msat = try decoder.container(keyedBy: CodingKeys.self).number(.msat)
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func msat(_ key: CodingKeys) throws -> UInt64 {
            try fields.decodeIfPresent(Amount.self, forKey: key)?.msat ?? 0
        }
        local = try msat(.local)
        remote = try msat(.remote)
        unsettledLocal = try msat(.unsettledLocal)
        unsettledRemote = try msat(.unsettledRemote)
    }
}
