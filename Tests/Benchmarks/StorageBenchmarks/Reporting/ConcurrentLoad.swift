/// Clients that do the same again and again, each waiting for its own answer.
enum ConcurrentLoad {
    /// - Returns: how often it was done, per second.
    @concurrent
    static func rate(
        clients: Int, seconds: Double, _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> Double {
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<clients {
                group.addTask {
                    var done = 0
                    while ContinuousClock.now < end {
                        try await work()
                        done += 1
                    }
                    return done
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(done) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
