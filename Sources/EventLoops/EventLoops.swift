internal import NIOCore
internal import NIOPosix

/// The event loops of this process: the threads that read and write its sockets.
package enum EventLoops {
    /// Whether each of them, and the pool on which this runs, does what it is given. Returns when the last one has: a
    /// loop that stands still holds the answer back.
    package static func allTurn() async -> Bool {
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
            do { try await loop.submit {}.get() } catch { return false }
        }
        return true
    }
}
