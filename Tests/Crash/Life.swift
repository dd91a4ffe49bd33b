import ProcessTestSupport
import TestSupport

/// A mint from its first day on, with its wallets, through many kills.
struct Life {
    let stage: Stage
    private let seed: UInt64
    private var wallets: [Wallet]
    private var oracle: Oracle

    private static let longestMoment = 200
    /// How long wallets may go on while the target is away, in milliseconds.
    private static let longestAbsence = 60
    private static let longAbsence = 2_300
    private static let longAbsenceOneIn = 25
    /// Beyond every time that a mint may wait for: an hour until an invoice expires, and one more.
    private static let endSeconds: UInt64 = 3 * 3_600

    init(seed: UInt64, number: Int, plan: Campaign.Plan, cluster: PostgresCluster?) async throws {
        self.seed = seed
        stage = try await Stage(plan.lightning, cluster: cluster)
        let (purse, market) = (try await Purse(stage.mint.url), Market())
        var wallets = (0..<plan.wallets).map {
            Wallet($0, purse, market, plan.lightning, Dice(seed: seed, .wallet, cycle: number, wallet: $0))
        }
        oracle = try await Oracle(
            purse, plan.lightning, ledger: stage.ledger, store: stage.store, repeatsWhatWasDone: plan.repeatsWhatWasDone)
        for place in wallets.indices { try await wallets[place].fund() }
        self.wallets = wallets
    }

    /// What was not settled at the last check, for whoever looks into a failure.
    var journal: [String] { wallets.flatMap(\.journal).map(\.description) }

    /// Wallets at work, a kill in the middle, and the questions.
    mutating func cycle(_ number: Int, _ target: Target) async throws -> Findings {
        var dice = Dice(seed: seed, .moments, cycle: number)
        let moment = Int.random(in: 0...Self.longestMoment, using: &dice)
        let absence = absence(of: target, &dice)
        let (gate, stage, players) = (Gate(), stage, wallets)
        let inFlight: Int
        (inFlight, wallets) = try await withThrowingTaskGroup(of: Wallet.self) { group in
            for wallet in players {
                var wallet = wallet
                group.addTask {
                    await wallet.play(until: gate)
                    return wallet
                }
            }
            let inFlight: Int
            do {
                _ = await eventually { gate.isBusy }
                try await Task.sleep(for: .milliseconds(moment))
                inFlight = gate.inFlight
                try await stage.strike(target)
                try await Task.sleep(for: .milliseconds(absence))
                gate.close()
                try await stage.recover(from: target)
            } catch {
                gate.close()
                throw error
            }
            var wallets: [Wallet] = []
            for try await wallet in group { wallets.append(wallet) }
            return (inFlight, wallets.sorted { $0.number < $1.number })
        }
        var findings = try await oracle.check(&wallets)
        findings.inFlight = inFlight
        return findings
    }

    /// Milliseconds for which wallets go on without it. A mint repeats what it asks its signatory for two seconds; now
    /// and then that must not be enough.
    private func absence(of target: Target, _ dice: inout Dice) -> Int {
        switch target {
        case .mint: 0
        case .signatory where dice.hits(oneIn: Self.longAbsenceOneIn): Self.longAbsence
        case .signatory, .backend, .postmaster, .node: Int.random(in: 0...Self.longestAbsence, using: &dice)
        }
    }

    /// After hours, when nothing may be open any more: the whole history once more, and every coin is spent.
    mutating func end() async throws -> Findings {
        try await stage.restart(aheadSeconds: Self.endSeconds)
        oracle.aheadSeconds = Self.endSeconds
        var findings = try await oracle.check(&wallets)
        for request in wallets.flatMap(\.journal) {
            findings.stuck += 1
            findings.faults.append("still open in the end: \(request)")
        }
        guard findings.isFine else { return findings }
        for place in wallets.indices where !wallets[place].coins.isEmpty {
            do { try await wallets[place].spendAll() } catch { findings.faults.append("\(error)") }
        }
        findings += try await oracle.check(&wallets)
        findings.faults += try await oracle.audit()
        return findings
    }
}
