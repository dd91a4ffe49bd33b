/// How much one client may ask for. Clients are addresses; what they share is a network: docs/operations.md says how
/// large.
package struct ClientLimits: Sendable, Equatable {
    /// Requests per second that go on and on, a thousandth at least; 0 for any number.
    package var requestsPerSecond = 50.0
    /// Requests that may come at once after a pause.
    package var burst: UInt64 = 500
    /// A network may do as much as this many clients.
    package var networkFactor: UInt64 = 8
    /// WebSockets of one client at a time.
    package var maximumWebSockets = 100
    /// Clients and networks that are remembered; those that were quiet longest are forgotten.
    package var maximumRemembered = 100_000
    /// Whether programs of this host are counted like others.
    package var includesLocal = false
    /// Those that are believed when they say for whom they ask.
    package var trustedProxies = AddressRange.loopback
    package var proxyHeader = ProxyHeader.xForwardedFor

    package init() {}
}
