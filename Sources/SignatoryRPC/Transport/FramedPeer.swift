internal import NIOCore

/// What a connection means to one of its ends. Everything is called on the event loop, and nothing after `closed`.
protocol FramedPeer: AnyObject, SendableMetatype {
    /// What other threads send to it.
    associatedtype Message: Sendable

    func opened(_ link: any FramedLink)
    /// Never a PING or a PONG.
    func received(_ frame: Frame)
    /// The bytes are no frames. The connection is closed after this.
    func received(_ fault: FrameError)
    func delivered(_ message: Message)
    /// After the frames of one read, or the messages that waited: what came together may be acted on together.
    func tookAll()
    /// The other end sends no more, and may still read.
    func inputClosed()
    /// What was written has left, or the other end reads again.
    func becameWritable()
    /// - Parameter undelivered: messages that came too late.
    func closed(_ reason: String, undelivered: [Message])
}

/// What a peer may do with its connection, on the event loop.
protocol FramedLink: AnyObject {
    var eventLoop: NIOIsolatedEventLoop { get }
    /// `false` while the other end has not read what was written.
    var isWritable: Bool { get }
    /// Flushed when the peer returns.
    func write(_ frames: ByteBuffer)
    /// Closes after what was written.
    func closeAfterWriting(_ reason: String)
    func close(_ reason: String)
    /// The caps of the frames to come.
    func setCaps(_ caps: @escaping (FrameHeader) -> UInt32?)
    /// PING from now on, and an end when nothing comes back.
    func startKeepAlive()
}
