internal import NIOCore
internal import SignatoryAPI
internal import Synchronization

/// The events of one request on their way from the event loop to the task that reads them.
final class EventQueue: Sendable {
    enum Item: Sendable {
        /// The payload of EVENT.
        case event(ByteBuffer)
        /// The payload of FAIL. Nothing follows.
        case failure(ByteBuffer)
        /// Nothing more will come.
        case lost(SignatoryError)
    }

    /// The most bytes that wait to be read. Twice what the largest publication takes.
    static let maximumBytes = 64 * 1_024 * 1_024

    let method: Method
    private let waiting = Mutex(0)
    private let stream: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation

    init(_ method: Method) {
        self.method = method
        (stream, continuation) = AsyncStream.makeStream(of: Item.self)
    }

    /// `false` when the reader is too slow for what comes.
    func add(_ event: ByteBuffer, isLast: Bool) -> Bool {
        let bytes = event.readableBytes + FrameHeader.byteCount
        let isAccepted = waiting.withLock { waiting in
            guard waiting + bytes <= Self.maximumBytes else { return false }
            waiting += bytes
            return true
        }
        guard isAccepted else { return false }
        continuation.yield(.event(event))
        if isLast { continuation.finish() }
        return true
    }

    /// Ends the queue after what is in it.
    func end(_ item: Item) {
        continuation.yield(item)
        continuation.finish()
    }

    /// The next event. For one reader at a time.
    ///
    /// - Returns: `nil` when the events have ended, by the sender's will or because the task was cancelled.
    /// - Throws: what the sender reports, or why nothing more comes.
    func next() async throws(SignatoryError) -> ByteBuffer? {
        var iterator = stream.makeAsyncIterator()
        switch await iterator.next() {
        case .event(let event)?:
            waiting.withLock { $0 -= event.readableBytes + FrameHeader.byteCount }
            return event
        case .failure(let payload)?:
            throw try SignatoryError.read(payload)
        case .lost(let error)?:
            throw error
        case nil:
            return nil
        }
    }
}
