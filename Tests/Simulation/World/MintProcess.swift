internal import Cashu
internal import Logging
internal import MintCore
internal import Storage

/// One life of a mint's process: the real mint, on simulated surroundings.
final class MintProcess: @unchecked Sendable {  // confined to the scheduler's thread
    let party: Party
    let owner: Int64
    private let world: World
    private let mint: Mint
    private var isServing = false
    private var main: Task<Void, Never>?
    private var requests: [AnyRequest] = []

    static func settings() -> MintSettings {
        var settings = MintSettings()
        settings.meltWaitSeconds = 8
        // The mint measures this one by the real clock as well, which must not be what decides.
        settings.signatoryPatienceMilliseconds = 6_000
        settings.backendPatienceMilliseconds = 5_000
        settings.notFoundMarginSeconds = 20
        settings.recoveryIntervalMilliseconds = 3_000
        settings.shutdownPatienceMilliseconds = 3_000
        return settings
    }

    init(_ world: World, slot: Int) {
        self.world = world
        party = world.scheduler.makeParty("mint \(slot)")
        owner = Int64(world.dice.between(1...UInt64(Int64.max)))
        let (dice, scheduler, trace, party) = (world.dice, world.scheduler, world.trace, party)
        let logger = Logger(label: "mint") { _ in TracingLog(trace, party, world) }
        mint = Mint(
            settings: Self.settings(), database: Database(SimulatedEngine(world, party, owner: owner)),
            signatory: SimulatedSignatory(world, party), backend: SimulatedBackend(world, party),
            clock: SimulatedClock(scheduler, party, skewSeconds: dice.between(0...3)),
            newID: { OperationID(dice.bytes()) }, logger: logger)
    }

    func start() {
        trace("starts as \(party.number)")
        world.scheduler.asParty(party) {
            main = Task { [self] in
                do throws(MintFailure) {
                    try await mint.start()
                    isServing = true
                    await mint.run()
                    trace("has stopped")
                } catch {
                    trace("cannot start")
                }
                // Whoever supervises it starts it again.
                world.scheduler.call(world.scheduler.world) { [self] in world.crash(party) }
            }
        }
    }

    /// As after SIGTERM.
    func stop() {
        guard isServing else { return }
        trace("is told to stop")
        isServing = false
        let main = main
        world.scheduler.call(party) { main?.cancel() }
    }

    var isRunning: Bool { isServing && party.state == .running }

    /// The connection of a request, at which somebody may wait.
    func serve<R: Sendable>(
        _ request: Request<R>, _ body: @escaping @Sendable (Mint) async throws(MintFailure) -> R
    ) {
        guard isServing, party.state != .ended else { return request.lose() }
        requests.append(request)
        world.scheduler.call(party) { [self] in
            request.task = Task { [self] in
                let result: Result<R, MintFailure>
                do throws(MintFailure) { result = .success(try await body(mint)) } catch { result = .failure(error) }
                request.answer(result)
                requests.removeAll { $0 === request }
            }
        }
    }

    func loseRequests() {
        for request in requests { request.lose() }
        requests = []
    }

    private func trace(_ words: String) { world.trace.note(party, words) }
}
