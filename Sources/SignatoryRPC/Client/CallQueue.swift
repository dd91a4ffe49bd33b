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
    private var inFlight = 0

    var count: Int { waiting.count }

    mutating func add(_ call: Waiting) { waiting.append(call) }

    /// The calls of the next burst; none while the server has enough to do.
    /// - Parameters:
    ///   - free: places in flight that are not taken.
    ///   - places: all of them. A quarter is for other methods.
    /// - Returns: with the burst of which `end` is told when a call is over.
    mutating func takeBurst(free: Int, of places: Int) -> [(waiting: Waiting, burst: UInt64?)] {
        let maximum = min(free, places - places / 4 - inFlight)
        guard !waiting.isEmpty, maximum > 0, bursts.count < Self.maximumBursts else { return [] }
        lastBurst += 1
        let taken = waiting.prefix(maximum).map { waiting in (waiting, waiting.call.isSmall ? lastBurst : nil) }
        waiting.removeFirst(taken.count)
        inFlight += taken.count
        let counted = taken.count { $0.1 != nil }
        if counted > 0 { bursts[lastBurst] = counted }
        return taken
    }

    /// A call is over that was one of the burst, or of none.
    mutating func end(_ burst: UInt64?) {
        inFlight -= 1
        guard let burst, let count = bursts[burst] else { return }
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
