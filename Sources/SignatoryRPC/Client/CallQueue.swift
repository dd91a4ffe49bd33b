internal import NIOCore

/// The calls of one method that wait to be sent.
///
/// Small ones wait while the server has enough of them to do, so that those which come meanwhile go together: it reads,
/// computes, stores and answers them at once, which costs both ends a fraction of doing so one by one. Under little load
/// nothing waits. It is what Nagle's algorithm does to small segments. Each method by itself: signatures wait for the
/// signatory's disk, and verifications for nothing.
struct CallQueue {
    typealias Waiting = (call: PendingCall, expiry: Scheduled<Void>)

    /// One burst that is worked on, and one that waits for it to be done.
    private static let maximumBursts = 2

    private var waiting = CircularBuffer<Waiting>()
    private var lastBurst: UInt64 = 0
    /// How many of each burst are not answered. Large calls, which are work enough by themselves, do not count.
    private var bursts: [UInt64: Int] = [:]

    var count: Int { waiting.count }

    mutating func add(_ call: Waiting) { waiting.append(call) }

    /// The calls of the next burst, this many at most; none while the server has enough to do.
    /// - Returns: with the burst by which `end` is told that a call is over.
    mutating func takeBurst(atMost maximum: Int) -> [(waiting: Waiting, burst: UInt64?)] {
        guard !waiting.isEmpty, maximum > 0, bursts.count < Self.maximumBursts else { return [] }
        lastBurst += 1
        let taken = waiting.prefix(maximum).map { waiting in (waiting, waiting.call.isSmall ? lastBurst : nil) }
        waiting.removeFirst(taken.count)
        let counted = taken.count { $0.1 != nil }
        if counted > 0 { bursts[lastBurst] = counted }
        return taken
    }

    /// One of the burst is over.
    mutating func end(_ burst: UInt64) {
        guard let count = bursts[burst] else { return }
        bursts[burst] = count > 1 ? count - 1 : nil
    }

    /// - Returns: the call, if it waited here.
    mutating func remove(_ call: PendingCall) -> Waiting? {
        waiting.firstIndex { $0.call === call }.map { waiting.remove(at: $0) }
    }

    mutating func removeAll() -> [Waiting] {
        defer { waiting.removeAll() }
        return Array(waiting)
    }
}
