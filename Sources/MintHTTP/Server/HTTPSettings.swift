/// How much of the machine strangers may hold.
package struct HTTPSettings: Sendable, Equatable {
    package var host = "127.0.0.1"
    /// 0 takes any that is free.
    package var port = 3338
    /// More than this many wait in the kernel's queue until one ends.
    package var maximumConnections = 4_096
    /// How long a connection may say nothing, between requests or within one.
    package var idleSeconds: Int64 = 60
    /// How long a body may take to arrive, however steadily it does.
    package var bodySeconds: Int64 = 30
    package var subscriptions = SubscriptionLimits()
    package var clients = ClientLimits()
    /// `nil` when nothing needs a token.
    package var authentication: AuthenticationSettings?

    package init() {}
}
