import MintStore
import Storage

@testable import MintCore

/// One scenario with one fault, or with none, and everything that has to hold afterwards.
struct SweepCell: Sendable {
    typealias Strike = (number: Int, site: FaultSite, disturbance: Disturbance)

    struct Outcome: Sendable {
        let ending: Ending
        let complaints: [String]
        /// What was passed.
        let sites: [FaultSite]
    }

    private let scenario: Scenario
    private let strike: Strike?

    /// Rounds of recovery after which nothing is left that the present moment could end.
    private static let rounds = 3

    init(_ scenario: Scenario, strike: Strike? = nil) {
        self.scenario = scenario
        self.strike = strike
    }

    func play(in world: inout SweepWorld) async throws -> Outcome {
        let attempt = try await scenario.prepare(&world)
        let (sites, word, faults) = try await disturbed(attempt, in: &world)
        var complaints = faults
        let ending = try await settled(attempt, in: world)
        let signatures = try await attempt.restored(on: world.life)
        if !word.agrees(with: ending) { complaints.append("it ended \(ending), and was told \(word)") }
        if case .done(let told) = word, told != signatures { complaints.append("told other signatures than are stored") }
        if !isAllowed(ending) { complaints.append("it ended \(ending)") }
        complaints += try await SweepAudit(world.life.database).complaints(isQuiet: ending != .inFlight)
        let next = try await resolved(ending, attempt, in: world)
        complaints += next.complaints
        complaints += try await attempt.again(after: next.ending, on: world.life)
        complaints += try await SweepAudit(world.life.database).complaints(isQuiet: true)
        complaints += await world.surroundings.node.paidTwice().map { "the node paid twice: \($0)" }
        return Outcome(ending: ending, complaints: complaints, sites: sites)
    }

    private func isAllowed(_ ending: Ending) -> Bool {
        strike == nil ? ending == scenario.undisturbed : scenario.allowed.contains(ending)
    }

    /// - Returns: what was passed, and what the wallet was told: nothing by a process that has died.
    private func disturbed(
        _ attempt: any Attempt, in world: inout SweepWorld
    ) async throws -> (sites: [FaultSite], word: Word, complaints: [String]) {
        let passage = world.life.passage
        if let strike { passage.watch(strike.number, strike.site, strike.disturbance) } else { passage.watch() }
        let word = await attempt.act(on: world.life)
        var complaints = await world.life.rest() ? [] : ["it never came to rest"]
        let (sites, hasFired) = passage.end()
        guard let strike else { return (sites, word, complaints) }
        if !hasFired { complaints.append("the fault never struck") }
        // A lost COMMIT is one that is not even sent.
        if !strike.disturbance.isLostCommit, sites.last != strike.site {
            complaints.append("it took another way, by \(sites.last?.name ?? "nothing")")
        }
        guard strike.disturbance.isCrash else { return (sites, word, complaints) }
        try await world.restart()
        return (sites, .nothing, complaints)
    }

    /// Recovers until nothing more happens, now or when the mint has waited long enough.
    private func settled(_ attempt: any Attempt, in world: SweepWorld) async throws -> Ending {
        var ending = Ending.broken("never looked at")
        for _ in 0..<Self.rounds {
            await attempt.recover(on: world.life)
            ending = try await attempt.ending(on: world.life)
            guard case .broken = ending else { break }
        }
        guard ending == .waiting else { return ending }
        world.surroundings.clock.advance(seconds: Surroundings.longWaitSeconds)
        await attempt.recover(on: world.life)
        return try await attempt.ending(on: world.life)
    }

    /// A payment in flight is over at last.
    private func resolved(
        _ ending: Ending, _ attempt: any Attempt, in world: SweepWorld
    ) async throws -> (ending: Ending, complaints: [String]) {
        guard ending == .inFlight else { return (ending, []) }
        world.surroundings.clock.advance(seconds: 2 * Surroundings.longWaitSeconds)
        try await attempt.outlast()
        await attempt.recover(on: world.life)
        let last = try await attempt.ending(on: world.life)
        return (last, last == scenario.last ? [] : ["its payment was over, and it ended \(last)"])
    }
}
