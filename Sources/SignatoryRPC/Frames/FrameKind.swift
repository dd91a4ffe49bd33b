/// What a frame is for; the byte at offset 4.
enum FrameKind: UInt8, Sendable {
    case request = 1
    case response = 2
    case failure = 3
    case event = 4
    case cancel = 5
    case ping = 6
    case pong = 7
    case goAway = 8
    case hello = 9
    case helloAck = 10
    /// A client's proof that it has the key that both ends share; after the hellos, and only where there is one.
    case auth = 11
    /// The server's proof of the same.
    case authAck = 12
}
