package import CashuCrypto

/// What a method answers.
package enum StandInAnswer: Sendable {
    case result(JSON)
    case error(code: Int64, message: String)
    /// The connection ends without an answer.
    case cut
    /// The connection ends in the middle of this result.
    case cutResult(JSON)

    static func wrongParameters(_ message: String) -> StandInAnswer { .error(code: -32_602, message: message) }
}

/// What goes wrong with one call of a method.
package enum StandInFault: Sendable, Equatable {
    /// The connection ends before the node reads the call.
    case cutBefore
    /// The node does it, and the connection ends before any of the answer.
    case cutAfter
    /// The node does it, and the connection ends in the middle of the answer.
    case cutInReply
    /// The node does nothing, and the connection stays open without an answer.
    case silence
    /// The node forgets its payments of this hash just before it obeys.
    case deletion(FixedBytes<32>)
    /// The node does nothing but answer this.
    case error(code: Int64)
    /// The answer is longer than any client reads.
    case endless
    /// The answer is no JSON.
    case garbage
    /// The node does it and answers with this in place of its result.
    case result(JSON)
}

/// How answers leave the socket.
package enum StandInDelivery: Sendable {
    case plain
    /// Byte by byte, each in a packet of its own.
    case bytewise
    /// The answers to all calls that wait on a connection together, the last first.
    case merged
    /// Notifications, an answer to nobody and answers with strange ids before each, and empty lines inside.
    case amongOthers
}
