import Foundation
import NIOCore
import ProcessTestSupport
import Synchronization

/// Sends what was prepared, at its time, whatever the mint makes of it.
final class Performance: Sendable {
    struct Result {
        /// When each swap was answered, in nanoseconds of the system's clock.
        var answered: [UInt64]
        /// How long each swap took, from when it was due.
        var durations: [UInt64]
        let started: UInt64
        var faults: [String] = []
    }

    private let plan: LoadPlan
    private let supply: Supply
    private let port: Int
    private let nextSwap = Atomic(0)
    private let state: Mutex<Result>

    /// Connections that swap.
    private static let width = 16
    private static let unpaid = 20_001

    init(_ plan: LoadPlan, _ supply: Supply, port: Int) {
        self.plan = plan
        self.supply = supply
        self.port = port
        let nothing = [UInt64](repeating: 0, count: supply.swaps.count)
        // The moment at which the first is due.
        let start = NIODeadline.now().uptimeNanoseconds + 100_000_000
        state = Mutex(Result(answered: nothing, durations: nothing, started: start))
    }

    func run() async throws -> Result {
        let start = state.withLock { $0.started }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.width {
                group.addTask { try await self.onThread { try self.swap(from: start) } }
            }
            group.addTask { try await self.onThread { try self.mint(from: start) } }
            try await group.waitForAll()
        }
        return state.withLock { $0 }
    }

    private func swap(from start: UInt64) throws {
        let connection = try HTTPConnection(port: port)
        let interval = 1_000_000_000 / Double(plan.swapsPerSecond)
        while true {
            let number = nextSwap.add(1, ordering: .relaxed).oldValue
            guard number < supply.swaps.count else { return }
            let due = start + UInt64(Double(number) * interval)
            Self.wait(until: due)
            try connection.send(supply.swaps[number])
            let answer = try connection.answer()
            let now = NIODeadline.now().uptimeNanoseconds
            state.withLock { result in
                result.answered[number] = now
                result.durations[number] = now - due
                if answer.status != 200, result.faults.count < 10 { result.faults.append(answer.text) }
            }
        }
    }

    /// Issues the quotes, in the last two thirds of the time. One that is not paid yet comes again at the end.
    private func mint(from start: UInt64) throws {
        let connection = try HTTPConnection(port: port)
        let length = UInt64(plan.seconds) * 1_000_000_000
        let interval = length * 2 / 3 / UInt64(supply.mints.count)
        var queue = Array(supply.mints.indices)
        var due = start + length / 3
        while !queue.isEmpty {
            let number = queue.removeFirst()
            Self.wait(until: due)
            due += interval
            try connection.send(supply.mints[number])
            let answer = try connection.answer()
            guard answer.status != 200 else { continue }
            try require(answer.code == Self.unpaid, answer.text)
            queue.append(number)
        }
    }

    private static func wait(until due: UInt64) {
        let now = NIODeadline.now().uptimeNanoseconds
        if now < due { Thread.sleep(forTimeInterval: Double(due - now) / 1_000_000_000) }
    }

    /// All of it blocks.
    private func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread { continuation.resume(with: Swift.Result { try body() }) }.start()
        }
    }
}
