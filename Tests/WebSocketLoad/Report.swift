/// What came of it, in lines.
struct Report {
    struct Memory {
        let before: Int
        let watching: Int
        let after: Int
    }

    let plan: LoadPlan
    let seen: Observations.Seen
    let performance: Performance.Result
    let memory: Memory

    var faults: [String] {
        var faults = seen.faults + performance.faults
        // What comes after the last word is a fault of its own.
        if seen.accepted != plan.watches { faults.append("\(seen.accepted) of \(plan.watches) were accepted") }
        if seen.faultCount > seen.faults.count { faults.append("\(seen.faultCount) faults in all") }
        return faults
    }

    var lines: [String] {
        let delays = delays
        let durations = performance.durations.sorted()
        return [
            """
            wallets \(plan.clients), subscriptions \(plan.watches): \(plan.proofWatches) to \(plan.proofs) proofs, \
            \(plan.quoteWatches) to \(plan.quotes) mint quotes
            """,
            """
            events: first and last expected \(2 * plan.watches), received \(seen.first + seen.last), and \
            \(seen.between) in between
            """,
            "swaps: \(plan.swaps), \(tenths(rate)) a second of \(plan.swapsPerSecond) wanted",
            "from when a swap is due to its answer: \(summary(durations))",
            "from the answer to a swap to each SPENT of it: \(summary(delays))",
            """
            mintd's memory: \(megabytes(memory.before)) before, \(megabytes(memory.watching)) with all subscriptions, \
            \(megabytes(memory.after)) at the end; \((memory.watching - memory.before) / plan.watches) bytes for one \
            subscription with its share of a connection
            """,
        ]
    }

    private var rate: Double {
        let last = performance.answered.max() ?? 0
        guard last > performance.started else { return 0 }
        return Double(plan.swaps) * 1_000_000_000 / Double(last - performance.started)
    }

    /// An event may come before the answer: then it has taken no time.
    private var delays: [UInt64] {
        seen.spent.map { proof, moment in
            let answered = performance.answered[proof / LoadPlan.inputsOfSwap]
            return moment > answered ? moment - answered : 0
        }.sorted()
    }

    private func summary(_ sorted: [UInt64]) -> String {
        guard let last = sorted.last else { return "none" }
        func rank(_ share: Double) -> String { milliseconds(sorted[Int(Double(sorted.count - 1) * share)]) }
        return "half within \(rank(0.5)), 99 of 100 within \(rank(0.99)), all within \(milliseconds(last))"
    }

    private func milliseconds(_ nanoseconds: UInt64) -> String { "\(tenths(Double(nanoseconds) / 1_000_000)) ms" }
    private func megabytes(_ bytes: Int) -> String { "\(tenths(Double(bytes) / 1_048_576)) MiB" }
    private func tenths(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
