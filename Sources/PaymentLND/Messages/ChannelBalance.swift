/// `GET /v1/balance/channels`, in millisatoshis. What is on its way is left out: LND counts it for the side that will have
/// it, so the unsettled local balance is what others are sending, and may take back; and the remote one is not the
/// node's any more.
struct ChannelBalance: Decodable, Sendable {
    let local: UInt64
    let remote: UInt64
    /// In channels that are being opened. The wallet does not count it any more.
    let pendingLocal: UInt64

    private enum CodingKeys: String, CodingKey {
        case local = "local_balance"
        case remote = "remote_balance"
        case pendingLocal = "pending_open_local_balance"
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
        pendingLocal = try msat(.pendingLocal)
    }
}

/// `GET /v1/balance/blockchain`.
struct WalletBalance: Decodable, Sendable {
    /// Confirmed or not: change of the node's own transactions is at first not.
    let totalSat: UInt64

    private enum CodingKeys: String, CodingKey { case totalSat = "total_balance" }

    init(from decoder: any Decoder) throws {
        totalSat = try decoder.container(keyedBy: CodingKeys.self).number(.totalSat)
    }
}
