internal import CashuCrypto
package import Logging
internal import NIOCore
package import PaymentAPI
internal import Synchronization

/// A Core Lightning node as the mint's way to the Lightning network.
package final class CoreLightningBackend: PaymentBackend {
    package let name = "cln"
    let configuration: CoreLightningConfiguration
    let client: NodeClient
    let logger: Logger
    /// Unix seconds.
    let now: @Sendable () -> UInt64
    /// Seconds of a clock that nobody sets.
    let uptime: @Sendable () -> UInt64
    let orders: OpenOrders
    /// Until when, by `uptime`, a node that turned out to know no offers is taken for one that does not.
    private let offersReturn = Atomic<UInt64>(0)

    /// Connects to nothing yet: a mint starts without its node.
    ///
    /// - Parameters:
    ///   - now: Unix seconds.
    ///   - uptime: seconds of a clock that nobody sets and that goes on while the machine sleeps.
    package init(
        _ configuration: CoreLightningConfiguration, logger: Logger, now: @escaping @Sendable () -> UInt64,
        uptime: @escaping @Sendable () -> UInt64 = CoreLightningBackend.uptime
    ) throws(CoreLightningSettingsError) {
        self.configuration = configuration
        self.logger = logger
        self.now = now
        self.uptime = uptime
        orders = OpenOrders(memory: configuration.orderLimit)
        let transport: any NodeTransport =
            switch configuration.connection {
            case .socket(let path):
                try SocketTransport(path: path, maximumReplyBytes: configuration.maximumReplyBytes)
            case .rest(let settings):
                try RESTTransport(
                    settings, maximumReplyBytes: configuration.maximumReplyBytes,
                    connectWithin: .seconds(Int64(clamping: min(configuration.connectSeconds, 86_400))))
            }
        client = NodeClient(
            transport: transport, patience: .seconds(Int64(clamping: min(configuration.patienceSeconds, 86_400))))
    }

    private static let withoutOffersSeconds: UInt64 = 60
    private static let bootTime = ContinuousClock.now

    /// Since the first call in this process.
    package static let uptime: @Sendable () -> UInt64 = {
        UInt64(clamping: bootTime.duration(to: ContinuousClock.now).components.seconds)
    }

    package var capabilities: PaymentCapabilities {
        var capabilities = PaymentCapabilities()
        capabilities.paysParts = true
        capabilities.offers = configuration.offers && uptime() >= offersReturn.load(ordering: .relaxed)
        return capabilities
    }

    /// For a while: it may be started again with offers.
    func noteOffersAreMissing() { offersReturn.store(uptime() + Self.withoutOffersSeconds, ordering: .relaxed) }

    /// The node as it is now, if it is one to deal with.
    ///
    /// - Throws: also when it is on another network or does not know the newest blocks.
    func checkedNode() async throws(PaymentError) -> NodeInfo {
        let info: NodeInfo
        do throws(CallFailure) {
            info = try await client.getinfo()
        } catch {
            throw error.paymentError
        }
        guard info.network == configuration.networkName else {
            throw .refused("the node is on \(info.network), and the mint is for \(configuration.networkName)")
        }
        if let delay = info.delay { throw .unavailable("the node is not up to date yet: \(delay)") }
        return info
    }
}

extension CallFailure {
    /// For questions and invoices, where nothing is at stake.
    var paymentError: PaymentError {
        switch self {
        case .notSent, .cut, .lost: .unavailable(description)
        case .untrusted, .unauthenticated, .forbidden: .refused(description)
        case .node(let error): error.weight == .final ? .refused(description) : .unavailable(description)
        }
    }
}
