import NIOCore
import NIOPosix
import SignatoryAPI
import Testing

@testable import SignatoryRPC

@Suite("Calls that wait to be sent")
struct CallQueueTests {
    private func add(_ count: Int, bytes: Int = 100, to queue: inout CallQueue) -> [PendingCall] {
        (0..<count).map { _ in
            let call = PendingCall(.verifyProofs, deadline: .distantFuture) { $0.writeRepeatingByte(0, count: bytes) }
            let never = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .hours(1)) {}
            queue.add((call, never))
            return call
        }
    }

    @Test("go at once while less than two bursts are unanswered, and then together")
    func bursts() {
        var queue = CallQueue()
        _ = add(1, to: &queue)
        let first = queue.takeBurst(free: 100, of: 100)
        _ = add(2, to: &queue)
        let second = queue.takeBurst(free: 100, of: 100)
        #expect([first.count, second.count] == [1, 2])
        let waiting = add(5, to: &queue)
        #expect(queue.takeBurst(free: 100, of: 100).isEmpty)
        // One of two is not all of a burst.
        queue.end(second[0].burst)
        #expect(queue.takeBurst(free: 100, of: 100).isEmpty)
        queue.end(first[0].burst)
        let third = queue.takeBurst(free: 100, of: 100)
        #expect(third.map { ObjectIdentifier($0.waiting.call) } == waiting.map { ObjectIdentifier($0) })
        #expect(Set(third.map(\.burst)).count == 1 && queue.count == 0)
        #expect(queue.takeBurst(free: 100, of: 100).isEmpty)
    }

    @Test("that are large hold nobody up")
    func large() {
        var queue = CallQueue()
        for _ in 0..<5 {
            _ = add(1, bytes: 6_000, to: &queue)
            #expect(queue.takeBurst(free: 100, of: 100).map(\.burst) == [nil])
        }
        _ = add(1, to: &queue)
        #expect(queue.takeBurst(free: 100, of: 100).count == 1)
    }

    @Test("are as many as the server takes, and what was given up is not among them")
    func limits() {
        var queue = CallQueue()
        let calls = add(4, to: &queue)
        #expect(queue.takeBurst(free: 0, of: 4).isEmpty)
        let removed = queue.remove(calls[1])
        #expect(removed?.call === calls[1] && queue.count == 3)
        let again = queue.remove(calls[1])
        #expect(again == nil)
        let taken = queue.takeBurst(free: 2, of: 4).map { ObjectIdentifier($0.waiting.call) }
        #expect(taken == [ObjectIdentifier(calls[0]), ObjectIdentifier(calls[2])])
        #expect(queue.removeAll().map { ObjectIdentifier($0.call) } == [ObjectIdentifier(calls[3])])
    }

    @Test("leave a quarter of the places to other methods, however large they are")
    func share() {
        var queue = CallQueue()
        _ = add(10, bytes: 6_000, to: &queue)
        let first = queue.takeBurst(free: 8, of: 8)
        #expect(first.count == 6)
        #expect(queue.takeBurst(free: 2, of: 8).isEmpty)
        queue.end(first[0].burst)
        #expect(queue.takeBurst(free: 3, of: 8).count == 1)
    }
}
