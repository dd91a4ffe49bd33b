/// For methods without parameters.
struct NoParameters: Encodable {}

struct NodeInfo: Decodable, Sendable {
    let id: String
    let alias: String?
    let version: String
    let network: String
    let blockheight: UInt64
    /// Present while the node does not know the newest blocks.
    let warning_bitcoind_sync: String?
    let warning_lightningd_sync: String?

    /// Why the node is behind; `nil` when it is not.
    var delay: String? { warning_bitcoind_sync ?? warning_lightningd_sync }
}

struct NodeFunds: Decodable, Sendable {
    struct Output: Decodable, Sendable {
        let amount_msat: Millisatoshis
        let status: String
    }

    let outputs: [Output]
}

struct PeerChannels: Decodable, Sendable {
    struct Channel: Decodable, Sendable {
        let state: String?
        let peer_connected: Bool?
        let spendable_msat: Millisatoshis?
        let receivable_msat: Millisatoshis?
        let to_us_msat: Millisatoshis?
        let htlcs: [Transfer]?
    }

    /// A payment on its way through a channel.
    struct Transfer: Decodable, Sendable {
        /// `in` or `out`.
        let direction: String
        let amount_msat: Millisatoshis
    }

    let channels: [Channel]
}

/// A position in the order in which the node made, or last changed, its invoices or payments.
struct NodeIndex: Decodable, Sendable {
    let created: UInt64?
    let updated: UInt64?
    let deleted: UInt64?
}

private struct IndexQuestion: Encodable {
    let subsystem: String
    let indexname: String
    /// Zero asks for the current one.
    let nextvalue: UInt64
}

extension NodeClient {
    func getinfo() async throws(CallFailure) -> NodeInfo { try await call("getinfo", NoParameters()) }

    func listfunds() async throws(CallFailure) -> NodeFunds { try await call("listfunds", NoParameters()) }

    func listpeerchannels() async throws(CallFailure) -> PeerChannels {
        try await call("listpeerchannels", NoParameters())
    }

    /// The number of the newest part of a payment; zero when there has been none.
    func newestPayment() async throws(CallFailure) -> UInt64 {
        let index: NodeIndex = try await call(
            "wait", IndexQuestion(subsystem: "sendpays", indexname: "created", nextvalue: 0))
        guard let created = index.created else { throw .lost("wait: no index") }
        return created
    }

    /// How many parts of payments the node has ever deleted from its records; it never goes down.
    func deletedPayments() async throws(CallFailure) -> UInt64 {
        let index: NodeIndex = try await call(
            "wait", IndexQuestion(subsystem: "sendpays", indexname: "deleted", nextvalue: 0))
        guard let deleted = index.deleted else { throw .lost("wait: no index") }
        return deleted
    }

    /// The number of the latest change of an invoice; zero when there has been none.
    func latestChangeOfInvoices() async throws(CallFailure) -> UInt64 {
        let index: NodeIndex = try await call(
            "wait", IndexQuestion(subsystem: "invoices", indexname: "updated", nextvalue: 0))
        guard let updated = index.updated else { throw .lost("wait: no index") }
        return updated
    }
}
