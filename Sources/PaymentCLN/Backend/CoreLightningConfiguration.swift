package import Lightning

/// How the mint uses a Core Lightning node.
package struct CoreLightningConfiguration: Sendable {
    package enum Connection: Sendable {
        /// The path of `lightning-rpc`.
        case socket(path: String)
        case rest(CoreLightningREST)
    }

    package var connection: Connection
    /// The node must be on it.
    package var network: LightningNetwork
    /// Of the amount, for the fee reserve; at least `reserveFeeMinMsat`.
    package var feePartsPerMillion: UInt64 = 10_000
    package var reserveFeeMinMsat: UInt64 = 2_000
    /// How long the node looks for ways to pay. A melt that is sent while it looks waits so long.
    package var retrySeconds: UInt64 = 60
    /// How much later than `retrySeconds` it is certain that the node tries nothing more: its clock, its last attempt
    /// and its slowness are in it.
    package var retryMarginSeconds: UInt64 = 120
    /// `true` puts private channels into invoices; `nil` leaves it to the node.
    package var exposesPrivateChannels: Bool?
    package var offers = true
    /// Of a call that the node answers at once.
    package var patienceSeconds: UInt64 = 15
    /// Until there is a connection, with CLNRest its TLS included.
    package var connectSeconds: UInt64 = 5
    package var maximumReplyBytes = 16 << 20

    package init(_ connection: Connection, network: LightningNetwork) {
        self.connection = connection
        self.network = network
    }

    /// Seconds after which the node certainly tries nothing more for an order.
    var orderLimit: UInt64 {
        let (sum, isOver) = retrySeconds.addingReportingOverflow(retryMarginSeconds)
        return isOver ? .max : sum
    }

    /// As `getinfo` calls it.
    var networkName: String {
        switch network {
        case .bitcoin: "bitcoin"
        case .testnet: "testnet"
        case .signet: "signet"
        case .regtest: "regtest"
        }
    }
}
