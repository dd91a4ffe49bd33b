internal import ArgumentParser
internal import FoundationEssentials

@main
struct StorageBenchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage-benchmarks",
        abstract: "Measures the storage of the mint: docs/benchmarks.md says what the figures mean.")

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case commits, counts, swaps, recovery, signatory
    }

    @Option(help: "A part to run, and again for more: commits, counts, swaps, recovery, signatory. All of them unless one is named.")
    var only: [Part] = []

    @Option(help: "Rounds in which what is compared takes turns.")
    var rounds = 5

    @Option(help: "How long each measurement takes.")
    var seconds = 4.0

    @Option(help: "Rows of the large proof and signature tables.")
    var rows = 5_000_000

    @Flag(help: "Swaps also as a whole, verified and signed.")
    var withCryptography = false

    @Option(help: "Where the databases are made: the disk that is measured.")
    var directory = "/tmp"

    @Option(help: "A file to which every figure is appended as a line of JSON.")
    var results: String?

    @Option(help: "The counts that must not be exceeded.")
    var thresholds = "Tests/Benchmarks/thresholds.json"

    @Flag(help: "Fail when a count is above its threshold.")
    var check = false

    func validate() throws {
        guard rounds > 0, seconds > 0, rows > 0 else {
            throw ValidationError("rounds, seconds and rows are above zero")
        }
    }

    func run() async throws {
        let report = try Report(results: results)
        let place = DatabasePlace(directory: try BenchmarkDirectory(in: directory))
        let isWithin: Bool
        do {
            isWithin = try await run(place, report)
        } catch {
            try place.directory.remove()
            throw error
        }
        try place.directory.remove()
        if check, !isWithin { throw ExitCode.failure }
    }

    /// - Returns: whether no count is above its threshold.
    private func run(_ place: DatabasePlace, _ report: Report) async throws -> Bool {
        let parts = only.isEmpty ? Part.allCases : only
        var isWithin = true
        if parts.contains(.counts) {
            let thresholds = try Thresholds(file: thresholds)
            let statements = try await OperationCounts(place, report).run(thresholds)
            let allocations = try await AllocationCounts(place, report).run(thresholds)
            isWithin = statements && allocations
        }
        if parts.contains(.commits) { try await CommitRates(place, report, seconds: seconds).run(rounds: rounds) }
        if parts.contains(.swaps) {
            try await SwapRates(place, report, seconds: seconds, withCryptography: withCryptography)
                .run(rounds: rounds, rows: rows)
        }
        if parts.contains(.recovery) { try await RecoveryTimes(place, report).run(rounds: rounds) }
        if parts.contains(.signatory) {
            try await SignatoryRates(place, report, seconds: seconds).run(rounds: rounds)
        }
        return isWithin
    }
}
