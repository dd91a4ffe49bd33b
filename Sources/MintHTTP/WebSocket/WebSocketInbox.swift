internal import Synchronization

/// What a session waits for: messages of its wallet, and to be woken.
final class WebSocketInbox: Sendable {
    /// Yields, once for any number of reasons, when there is something to do; ends with the connection.
    let wakes: AsyncStream<Void>
    private let waking: AsyncStream<Void>.Continuation
    private let messages = Mutex<[[UInt8]]>([])

    init() { (wakes, waking) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func wake() { waking.yield() }

    func end() { waking.finish() }

    func put(_ message: [UInt8]) {
        messages.withLock { $0.append(message) }
        wake()
    }

    /// The first that came.
    func take() -> [UInt8]? { messages.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

    var isEmpty: Bool { messages.withLock { $0.isEmpty } }
}
