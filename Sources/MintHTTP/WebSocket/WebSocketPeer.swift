internal import NIOCore

/// The other side, as a session sees it.
struct WebSocketPeer: Sendable {
    let inbox: WebSocketInbox
    private let handler: NIOLoopBound<WebSocketHandler>
    private let loop: any EventLoop

    /// To be called on the loop.
    init(_ inbox: WebSocketInbox, _ handler: WebSocketHandler, on loop: any EventLoop) {
        self.inbox = inbox
        self.handler = NIOLoopBound(handler, eventLoop: loop)
        self.loop = loop
    }

    func takeMessage() -> [UInt8]? {
        guard let message = inbox.take() else { return nil }
        loop.execute { handler.value.readOn() }
        return message
    }

    /// Sends them in this order, after everything that was sent before.
    func send(_ messages: [[UInt8]]) { loop.execute { handler.value.send(messages) } }

    /// Waits until most of what was sent has been taken; `false` when the connection is over.
    func isWritable() async -> Bool {
        do {
            return try await loop.flatSubmit { handler.value.isWritable() }.get()
        } catch {
            return false  // the loop has ended, and the connection with it
        }
    }

    /// - Parameter isIdle: whether the wallet waits for nothing.
    func setIdle(_ isIdle: Bool) { loop.execute { handler.value.setIdle(isIdle) } }
}
