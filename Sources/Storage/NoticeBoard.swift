internal import Synchronization

/// Those in this process who listen for notices.
package final class NoticeBoard: Sendable {
    private struct Listeners {
        var next = 0
        var streams: [Int: AsyncStream<Notice>.Continuation] = [:]
        var isClosed = false
    }

    private let listeners = Mutex(Listeners())
    /// Of those a listener has not taken; older ones are dropped, as with a lost connection.
    private static let maximumWaiting = 1_024

    package init() {}

    /// Everything posted from now on.
    package func listen() -> AsyncStream<Notice> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Notice.self, bufferingPolicy: .bufferingNewest(Self.maximumWaiting))
        let number: Int? = listeners.withLock { listeners in
            guard !listeners.isClosed else { return nil }
            listeners.next += 1
            listeners.streams[listeners.next] = continuation
            return listeners.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.streams.removeValue(forKey: number) }
        }
        return stream
    }

    package func post(_ notices: [Notice]) {
        guard !notices.isEmpty else { return }
        let streams = listeners.withLock { Array($0.streams.values) }
        for notice in notices {
            for stream in streams { stream.yield(notice) }
        }
    }

    /// Ends every stream.
    package func close() {
        let streams = listeners.withLock { listeners in
            listeners.isClosed = true
            return Array(listeners.streams.values)
        }
        for stream in streams { stream.finish() }
    }
}
