import ProcessTestSupport

/// A run of many cycles, each with a kill, in lives of some hundred on fresh files.
struct Campaign {
    struct Plan {
        var cycles: Int
        var seed: UInt64
        var targets: [Target]
        var lightning: LightningKind
        var wallets: Int
        var cyclesOfALife: Int
        var repeatsWhatWasDone: Bool
        var isVerbose: Bool
    }

    let plan: Plan
    let cluster: PostgresCluster?
    private(set) var tallies: [Target: Tally] = [:]
    /// Where the files of lives that went wrong were copied to.
    private(set) var kept: [String] = []
    /// Damage that no target caused: what was found at the end of a life.
    private(set) var endings = Findings()
    private var cycle = 0

    private static let mostFailures = 5

    init(_ plan: Plan, cluster: PostgresCluster?) {
        self.plan = plan
        self.cluster = cluster
    }

    var isFine: Bool { kept.isEmpty && tallies.values.allSatisfy(\.findings.isFine) && endings.isFine }

    mutating func run() async throws {
        while cycle < plan.cycles, kept.count < Self.mostFailures {
            try await live()
            if !plan.isVerbose { say("\(cycle) cycles") }
        }
    }

    /// From an empty database to the last audit, or the first fault.
    private mutating func live() async throws {
        var life = try await Life(seed: plan.seed, number: cycle, plan: plan, cluster: cluster)
        let end = min(plan.cycles, cycle + plan.cyclesOfALife)
        do {
            while cycle < end {
                let target = target(of: cycle)
                let started = ContinuousClock.now
                let findings = try await life.cycle(cycle, target)
                tallies[target, default: Tally()].add(findings, time: ContinuousClock.now - started)
                if plan.isVerbose || !findings.isFine { say(cycle, target, findings, ContinuousClock.now - started) }
                cycle += 1
                guard findings.isFine else { return try await keep(life, findings) }
            }
            let findings = try await life.end()
            endings += findings
            if !findings.isFine { try await keep(life, findings) }
        } catch {
            var findings = Findings()
            findings.faults.append("\(error)")
            endings += findings
            cycle += 1
            try await keep(life, findings)
        }
        await life.stage.end()
    }

    /// Follows from the seed and the number, not from what went before.
    private func target(of cycle: Int) -> Target {
        var dice = Dice(seed: plan.seed, .target, cycle: cycle)
        return plan.targets[Int.random(in: plan.targets.indices, using: &dice)]
    }

    private mutating func keep(_ life: Life, _ findings: Findings) async throws {
        let place = "/tmp/mint-crash-\(plan.seed)-\(cycle)-\(kept.count)"
        try await life.stage.keep(in: place, journal: (findings.faults + life.journal).joined(separator: "\n"))
        kept.append(place)
        say("kept: \(place)")
        for fault in findings.faults.prefix(5) { say("  \(fault.prefix(2_000))") }
    }

    private func say(_ cycle: Int, _ target: Target, _ findings: Findings, _ time: Duration) {
        say(
            """
            cycle \(cycle) \(target) \(time.milliseconds) ms: \(findings.done) done, \(findings.undone) undone, \
            \(findings.refused) refused, \(findings.inFlight) in flight, \
            \(findings.doubtfulDone)+\(findings.doubtfulUndone) doubtful, \
            \(findings.underWay) under way, \(findings.open) open, \(findings.repeated) repeated, \
            \(findings.lost) lost, \(findings.doubled) doubled, \(findings.stuck) stuck
            """)
    }

    private func say(_ text: String) { Console.say(text) }
}
