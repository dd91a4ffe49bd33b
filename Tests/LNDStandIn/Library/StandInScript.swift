/// How the stand-in behaves from now on. All of it can be sent to a running one: `PUT /stand-in/script`.
package struct StandInScript: Sendable, Codable {
    /// As LND calls it.
    package var network = "regtest"
    package var isSyncedToChain = true
    package var isSyncedToGraph = true
    package var activeChannels: Int64 = 3
    package var localMsat: UInt64 = 1_000_000_000
    package var remoteMsat: UInt64 = 500_000_000
    /// On its way to the node, in channels.
    package var incomingMsat: UInt64 = 0
    /// In channels that are being opened.
    package var pendingOpenMsat: UInt64 = 0
    package var onChainSat: UInt64 = 0
    /// What every route costs, unless an invoice says something else.
    package var routeFeeMsat: UInt64 = 1_000
    /// The rights of the macaroon of the mint.
    package var rights: Set<String> = StandInRights.needed
    /// Refusals of macaroons with the statuses of gRPC for them, instead of LND's own `Unknown`.
    package var usesStatusesForRights = false
    /// An order without `timeout_seconds` is refused, as before LND 0.21.
    package var demandsTimeout = true
    /// An unknown payment is an error in a stream of success, instead of one with a status of HTTP.
    package var reportsErrorsInStreams = false
    /// Streams tell of payments in flight even if asked not to.
    package var ignoresNoInflightUpdates = false
    /// A replaced row gets the number of the deleted one if that was the last, as in the SQLite tables of LND 0.21.
    package var reusesNumbers = false
    /// Payments up to this number were deleted by the node's operator; it counts on.
    package var deletedUpTo: UInt64 = 0
    /// And these, one by one.
    package var deleted: Set<UInt64> = []
    /// What it spends beyond the fee limit: a node that is broken.
    package var overspendMsat: UInt64 = 0
    /// Reports success with a preimage of something else: a node that is broken.
    package var forgesPreimages = false
    /// Bodies are cut into chunks of this size; 0: as they come.
    package var chunkBytes = 0
    /// The first that fits a request is used up by it.
    package var faults: [StandInFault] = []

    package init() {}
}

/// What goes wrong with one request.
package struct StandInFault: Sendable, Codable, Equatable {
    package enum Kind: Sendable, Codable, Equatable {
        /// The connection breaks before the request is obeyed.
        case loseRequest
        /// The request is obeyed; then the connection breaks after so many bytes of the answer's body, or before its
        /// head when negative.
        case cut(afterBytes: Int)
        /// Refused without being obeyed, or after it was, with a status of HTTP and one of gRPC.
        case refuse(http: Int, code: Int64, message: String, isObeyed: Bool)
        /// Any answer, without obeying: what a proxy may say.
        case answer(http: Int, body: String)
        /// Obeyed, and never answered.
        case hang
        /// Obeyed after so many milliseconds.
        case slow(milliseconds: Int)
    }

    /// Of the path.
    package let prefix: String
    package let kind: Kind

    package init(_ prefix: String, _ kind: Kind) {
        self.prefix = prefix
        self.kind = kind
    }
}

/// Which right a call takes.
enum StandInRights {
    static let needed: Set<String> = [
        "info:read", "invoices:read", "invoices:write", "offchain:read", "offchain:write",
    ]

    /// `nil` for calls that do not exist.
    static func right(_ method: String, _ path: String) -> String? {
        switch (method, path) {
        case ("GET", "/v1/getinfo"): "info:read"
        case ("GET", "/v1/balance/channels"), ("GET", "/v1/payments"): "offchain:read"
        case ("GET", "/v1/balance/blockchain"): "onchain:read"
        case ("POST", "/v1/invoices"): "invoices:write"
        case ("GET", "/v1/invoices"), ("GET", "/v1/invoices/subscribe"): "invoices:read"
        case ("POST", "/v2/router/send"): "offchain:write"
        case ("GET", let path) where path.hasPrefix("/v1/invoice/"): "invoices:read"
        case ("GET", let path) where path.hasPrefix("/v2/router/track/"): "offchain:read"
        default: nil
        }
    }
}
