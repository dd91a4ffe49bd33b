internal import Cashu
internal import MintCore
internal import Storage

/// Statements of each transaction of a swap, a mint and a melt of two inputs and two outputs, as the mint itself
/// issues them.
struct OperationCounts: Sendable {
    private let place: DatabasePlace
    private let report: Report

    init(_ place: DatabasePlace, _ report: Report) {
        self.place = place
        self.report = report
    }

    /// - Returns: whether nothing is above its threshold.
    @concurrent
    func run(_ thresholds: Thresholds) async throws -> Bool {
        var rows: [[String]] = []
        var isWithin = true
        for kind in place.kinds {
            for (operation, counts) in try await counts(kind) {
                let limit = thresholds.statements[kind.rawValue]?[operation]
                let verdict = limit.map { counts.exceeds($0) ? "EXCEEDED" : "within" } ?? "no threshold"
                if verdict != "within" { isWithin = false }
                rows.append([
                    kind.rawValue, operation, Self.text(counts.reads), Self.text(counts.writes),
                    limit.map { "\(Self.text($0.reads)) / \(Self.text($0.writes))" } ?? "", verdict,
                ])
                try record(kind, operation, counts)
            }
        }
        report.table(
            "Statements of each transaction, 2 inputs and 2 outputs",
            ["engine", "operation", "reads", "writes", "threshold", ""], rows)
        return isWithin
    }

    private func counts(_ kind: DatabaseKind) async throws -> [(String, Thresholds.Statements)] {
        let counter = StatementCounter()
        let database = try await place.open(kind, "counts", DatabasePlace.Settings(faults: counter))
        let mint = try await BenchmarkMint(database)
        let quote = try await mint.payMintQuote(16)
        _ = counter.take()
        let proofs = try await mint.mint(quote, amounts: [8, 8])
        let minted = counter.take()
        let swapped = try await mint.swap(proofs)
        let swap = counter.take()
        let melt = try await mint.makeMeltQuote(10)
        _ = counter.take()
        try await mint.melt(melt, swapped, blanks: 2)
        let melted = counter.take()
        try await SwapStatements.compare(with: swap, database, counter)
        await database.close()
        return [("swap", swap), ("mint", minted), ("melt", melted)].map { ($0, Thresholds.Statements($1)) }
    }

    private func record(_ kind: DatabaseKind, _ operation: String, _ counts: Thresholds.Statements) throws {
        for (access, transactions) in [("read", counts.reads), ("write", counts.writes)] {
            for (position, count) in transactions.enumerated() {
                let labels = [
                    "engine": kind.rawValue, "operation": operation, "access": access, "transaction": "\(position + 1)",
                ]
                try report.record(
                    Measurement(
                        benchmark: "statements", labels: labels, round: nil, value: Double(count), unit: "statements"))
            }
        }
    }

    private static func text(_ counts: [Int]) -> String {
        counts.isEmpty ? "-" : counts.map { "\($0)" }.joined(separator: " + ")
    }
}
