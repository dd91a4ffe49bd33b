/// How much one WebSocket may ask for (NUT-17).
package struct SubscriptionLimits: Sendable, Equatable {
    /// At the same time.
    package var maximumSubscriptions = 100
    /// Of one subscription.
    package var maximumFilters = 1_000
    /// Quotes and proofs of all its subscriptions together.
    package var maximumWatched = 10_000
    /// How long a wallet may leave what it is sent where it is.
    package var slowReaderSeconds: Int64 = 30

    /// Of the ids that a wallet chooses: of its requests and its subscriptions.
    static let maximumIDBytes = 128

    /// Bytes of a message, and so of a frame: the longest filters, with quotes and comma, and room for the rest.
    var maximumMessageBytes: Int { 16_384 + maximumFilters * (Route.maximumQuoteBytes + 8) }

    package init() {}
}
