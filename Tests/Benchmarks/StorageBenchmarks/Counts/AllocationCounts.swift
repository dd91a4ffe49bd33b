internal import CAllocationCounter
internal import Storage

/// Heap allocations of the storage work of a swap, averaged over many that follow one another.
struct AllocationCounts: Sendable {
    private let place: DatabasePlace
    private let report: Report

    private static let warmUp = 500
    private static let swaps = 1_000

    init(_ place: DatabasePlace, _ report: Report) {
        self.place = place
        self.report = report
    }

    /// - Returns: whether nothing is above its threshold. A debug build allocates more, and is not compared.
    @concurrent
    func run(_ thresholds: Thresholds) async throws -> Bool {
        var rows: [[String]] = []
        var isWithin = true
        for kind in place.kinds {
            let count = try await count(kind)
            let limit = thresholds.allocationsPerSwap[kind.rawValue]
            let verdict = Self.verdict(count, limit)
            if verdict == "EXCEEDED" || verdict == "no threshold" { isWithin = false }
            rows.append([kind.rawValue, count.grouped, limit.map { "\($0)" } ?? "", verdict])
            try report.record(
                Measurement(
                    benchmark: "allocations", labels: ["engine": kind.rawValue], round: nil, value: count,
                    unit: "per swap"))
        }
        report.table(
            "Heap allocations of TX1 and TX2 of a swap", ["engine", "allocations", "threshold", ""], rows)
        return isWithin
    }

    private static func verdict(_ count: Double, _ limit: Int?) -> String {
        #if DEBUG
            return "not compared: a debug build"
        #else
            guard let limit else { return "no threshold" }
            return count > Double(limit) ? "EXCEEDED" : "within"
        #endif
    }

    private func count(_ kind: DatabaseKind) async throws -> Double {
        let database = try await place.open(kind, "allocations")
        let work = SwapWork(PointSupply())
        for _ in 0..<Self.warmUp { try await work.run(on: database) }
        // What a wallet sends is allocated before.
        let requests = (0..<Self.swaps).map { _ in work.request() }
        mint_allocations_start()
        for request in requests { try await work.run(request, on: database) }
        let count = mint_allocations_stop()
        await database.close()
        return Double(count) / Double(Self.swaps)
    }
}
