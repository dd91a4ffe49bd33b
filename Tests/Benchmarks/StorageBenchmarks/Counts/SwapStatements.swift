internal import Storage

/// What is timed and counted as a swap must be what the mint writes.
enum SwapStatements {
    /// - Parameter transactions: of a swap of the mint.
    static func compare(
        with transactions: [StatementCounter.Transaction], _ database: Database, _ counter: StatementCounter
    ) async throws {
        try await SwapWork(PointSupply()).run(on: database)
        guard counter.take().map(\.statements) == transactions.map(\.statements) else {
            throw BenchmarkError("a swap of this program is not what the mint writes: SwapWork is to follow SwapSaga")
        }
    }
}
