internal import ArgumentParser
internal import Glibc

@main
struct SagaSimulation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saga-simulation",
        abstract: "Runs the mint's sagas in histories that chance makes up: docs/simulation.md says what is checked.")

    @Option(help: "Seeds to run, as in 1..2000.")
    var seeds: SeedRange?

    @Option(help: "One seed to run.")
    var seed: UInt64?

    @Flag(help: "Print what happens.")
    var trace = false

    @Option(help: "A file to which the fingerprint of every seed is appended, and what happened how often.")
    var report: String?

    @Flag(help: "Only check that the scheduler has Swift's tasks in its hands.")
    var checkScheduler = false

    func validate() throws {
        guard [seeds != nil, seed != nil, checkScheduler].count(where: { $0 }) == 1 else {
            throw ValidationError("one of --seeds, --seed and --check-scheduler")
        }
    }

    func run() throws {
        try DeterministicHashing.ensure()
        RuntimeHook.install()
        if let problem = SchedulerCheck.run() {
            print("the scheduler is not in control: \(problem)")
            throw ExitCode.failure
        }
        if checkScheduler { return print("the scheduler is in control") }
        let range = seeds?.range ?? (seed ?? 0)...(seed ?? 0)
        guard try SeedRun(range, isTraced: trace, report: report).run() else { throw ExitCode.failure }
    }
}

struct SeedRange: ExpressibleByArgument {
    let range: ClosedRange<UInt64>

    init?(argument: String) {
        let ends = argument.split(separator: ".", omittingEmptySubsequences: true).compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1], argument == "\(ends[0])..\(ends[1])" else { return nil }
        range = ends[0]...ends[1]
    }
}
