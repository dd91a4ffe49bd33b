internal import Lightning
package import Logging
package import PaymentAPI

/// A Lightning node of LND, over its REST interface. What follows from how LND behaves is in
/// docs/decisions/0023-lnd.md.
package final class LNDBackend: PaymentBackend {
    package let name = "lnd"
    let configuration: LNDConfiguration
    let client: LNDClient
    let logger: Logger
    let fitness: NodeFitness
    let live = LivePayments()
    /// Unix seconds.
    let now: @Sendable () -> UInt64

    package init(_ configuration: LNDConfiguration, logger: Logger, now: @escaping @Sendable () -> UInt64) {
        self.configuration = configuration
        self.logger = logger
        self.now = now
        client = LNDClient(configuration)
        fitness = NodeFitness(network: configuration.network, lifetime: configuration.fitnessLifetime)
    }

    /// LND pays parts only by routes of the mint's own choosing, one after the other, each of which looks like an
    /// attempt of its own; and it knows no offers (BOLT #12).
    package var capabilities: PaymentCapabilities { PaymentCapabilities() }
}
