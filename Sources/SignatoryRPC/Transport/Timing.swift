internal import NIOCore

/// How long either end waits. The defaults are the protocol's; tests shorten them.
struct Timing: Sendable {
    /// From the connection to the end of the handshake.
    var handshake = TimeAmount.seconds(5)
    /// From the first byte of a frame to its last.
    var frame = TimeAmount.seconds(5)
    /// For a peer that does not read, from the full write buffer on.
    var slowReader = TimeAmount.seconds(5)
    /// Of silence before a PING.
    var idle = TimeAmount.seconds(10)
    /// Of silence before the peer counts as dead; more than `idle`.
    var dead = TimeAmount.seconds(30)
    /// Between two publications, or repetitions of the last one's begin and end.
    var heartbeat = TimeAmount.seconds(30)
    /// For requests in flight after GOAWAY.
    var shutdown = TimeAmount.seconds(5)
}
