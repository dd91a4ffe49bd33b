internal import FoundationEssentials

/// The counts that no change may exceed without saying so: `Tests/Benchmarks/thresholds.json`.
struct Thresholds: Codable, Sendable {
    struct Statements: Codable, Sendable, Equatable {
        /// Of each transaction that only reads, in their order.
        let reads: [Int]
        /// Of each transaction that writes.
        let writes: [Int]
    }

    /// By engine and operation.
    let statements: [String: [String: Statements]]
    /// By engine: of TX1 and TX2 of a swap, in a release build, with what the engine's library allocates.
    let allocationsPerSwap: [String: Int]

    init(file: String) throws {
        self = try JSONDecoder().decode(Thresholds.self, from: Data(contentsOf: URL(filePath: file)))
    }
}

extension Thresholds.Statements {
    init(_ transactions: [StatementCounter.Transaction]) {
        reads = transactions.filter { !$0.isWrite }.map(\.statements.count)
        writes = transactions.filter(\.isWrite).map(\.statements.count)
    }

    func exceeds(_ limit: Self) -> Bool {
        Self.exceed(reads, limit.reads) || Self.exceed(writes, limit.writes)
    }

    private static func exceed(_ counts: [Int], _ limits: [Int]) -> Bool {
        counts.count > limits.count || zip(counts, limits).contains { $0 > $1 }
    }
}
