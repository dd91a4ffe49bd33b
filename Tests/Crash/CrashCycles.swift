import ArgumentParser
import ProcessTestSupport

/// Kills the programs of a mint in the middle of their work, again and again, and counts what that costs anybody.
@main
struct CrashCycles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-cycles",
        abstract: "kill -9 under load: is anything lost, doubled or stuck?",
        discussion: "Tests/crash builds what is needed and runs this.")

    enum Engine: String, CaseIterable, ExpressibleByArgument {
        case sqlite, postgres
    }

    enum Choice: String, CaseIterable, ExpressibleByArgument {
        case mint, signatory, backend, postmaster, node, all
    }

    @Option(help: "Kills in all.")
    var cycles = 200

    @Option(help: "Decides what wallets do and when what is killed. Without one it is drawn, and printed.")
    var seed: UInt64?

    @Option(help: "What is killed; backend and postmaster are processes of PostgreSQL, node is that of --lightning.")
    var target = Choice.all

    @Option(help: "Where the mint keeps its tables.")
    var database = Engine.sqlite

    @Option(help: "Through what the mint pays: its own fake, or a stand-in of a node.")
    var lightning = LightningKind.fake

    @Option(help: "Wallets at work at the same time.")
    var wallets = 8

    @Option(help: "Cycles after which everything starts afresh.")
    var life = 100

    @Flag(inversion: .prefixedNo, help: "Repeat requests that were done, and expect the same answer.")
    var replay = true

    @Flag(help: "A line for each cycle.")
    var verbose = false

    func validate() throws {
        guard cycles > 0, wallets > 0, life > 0 else { throw ValidationError("numbers must be above zero") }
        guard !targets.isEmpty else {
            throw ValidationError("\(target) is not there: it needs --database postgres, or a node with --lightning")
        }
    }

    private var targets: [Target] {
        let wanted = target == .all ? Target.allCases : [Target(rawValue: target.rawValue)].compactMap { $0 }
        return wanted.filter { target in
            (!target.needsPostgres || database == .postgres) && (target != .node || lightning != .fake)
        }
    }

    func run() async throws {
        let plan = Campaign.Plan(
            cycles: cycles, seed: seed ?? .random(in: 0...UInt64(UInt32.max)), targets: targets, lightning: lightning,
            wallets: wallets, cyclesOfALife: life, repeatsWhatWasDone: replay, isVerbose: verbose)
        Console.say(
            """
            \(cycles) cycles on \(database) and \(lightning), seed \(plan.seed), \(wallets) wallets, lives of \(life) cycles, targets \
            \(targets.map(\.rawValue).joined(separator: " ")), replay \(replay ? "on" : "off")
            """)
        switch database {
        case .sqlite: try await report(Campaign(plan, cluster: nil))
        case .postgres: try await PostgresCluster.run { try await report(Campaign(plan, cluster: $0)) }
        }
    }

    private func report(_ campaign: Campaign) async throws {
        var campaign = campaign
        try await campaign.run()
        Console.say(Tally.heading)
        for target in Target.allCases {
            if let tally = campaign.tallies[target] { Console.say(tally.line(target.rawValue)) }
        }
        var all = Tally()
        for tally in campaign.tallies.values { all += tally }
        all.findings += campaign.endings
        Console.say(all.line("all"))
        for place in campaign.kept { Console.say("kept: \(place)") }
        guard campaign.isFine else { throw ExitCode.failure }
        guard all.effective > 0 else {
            Console.say("no kill has hit anything: this run proves nothing")
            throw ExitCode.failure
        }
    }
}
