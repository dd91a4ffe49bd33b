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
    /// Reserved for ends that share a key. Refused by this version.
    case auth = 11
    /// Reserved as `auth` is.
    case authAck = 12
}
