internal import MintCore

class AnyRequest {
    /// The connection breaks: whoever asked will never know.
    func lose() {}
}

enum Answer<R: Sendable>: Sendable {
    case answered(R)
    case failed(MintFailure)
    /// Timed out, or the connection broke.
    case lost
}

/// A request of a wallet under way, which ends once.
final class Request<R: Sendable>: AnyRequest, @unchecked Sendable {  // confined to the scheduler's thread
    private let world: World
    private let wallet: Party
    private let leaving: (R) -> Void
    private var continuation: CheckedContinuation<Answer<R>, Never>?
    /// What serves it.
    var task: Task<Void, Never>?

    /// - Parameter leaving: looks at an answer as it leaves the mint, also when it is lost on its way.
    init(
        _ world: World, _ wallet: Party, _ continuation: CheckedContinuation<Answer<R>, Never>,
        leaving: @escaping (R) -> Void
    ) {
        self.world = world
        self.wallet = wallet
        self.continuation = continuation
        self.leaving = leaving
    }

    override func lose() { end(.lost, after: 0) }

    func answer(_ result: Result<R, MintFailure>) {
        if case .success(let answer) = result { leaving(answer) }
        if world.strikes(.answerLost) { return end(.lost, after: 1_000) }
        switch result {
        case .success(let answer): end(.answered(answer), after: world.dice.between(0...30))
        case .failure(let failure): end(.failed(failure), after: world.dice.between(0...30))
        }
    }

    /// The wallet has waited for long enough, and may close its connection.
    func giveUp(_ party: Party?) {
        guard continuation != nil else { return }
        if let task, let party, world.isCalm || world.strikes(.hangUp) {
            world.scheduler.call(party) { task.cancel() }
        }
        end(.lost, after: 0)
    }

    private func end(_ answer: Answer<R>, after milliseconds: UInt64) {
        guard let continuation else { return }
        self.continuation = nil
        world.scheduler.call(wallet, after: milliseconds) { continuation.resume(returning: answer) }
    }
}

extension World {
    /// One request to one of the processes, through a network that loses things.
    func ask<R: Sendable>(
        _ wallet: Party, leaving: @escaping (R) -> Void = { _ in },
        _ body: @escaping @Sendable (Mint) async throws(MintFailure) -> R
    ) async -> Answer<R> {
        let slot = dice.below(processes.count)
        let patience = dice.oneIn(6) ? dice.between(50...2_000) : dice.between(12_000...20_000)
        return await withCheckedContinuation { continuation in
            let request = Request(self, wallet, continuation, leaving: leaving)
            var serving: Party?
            if !strikes(.requestLost) {
                scheduler.call(scheduler.world, after: dice.between(0...80)) { [self] in
                    serving = processes[slot].party
                    processes[slot].serve(request, body)
                }
            }
            scheduler.call(wallet, after: patience) { request.giveUp(serving) }
        }
    }
}
