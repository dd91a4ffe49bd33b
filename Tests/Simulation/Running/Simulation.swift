internal import CashuStorage
internal import MintCore
internal import MintStore
internal import Storage

/// One seed from beginning to end: some time in which everything fails, and a calm in which everything must end well.
struct Simulation {
    struct Result {
        let hash: UInt64
        let steps: Int
        let violation: String?
    }

    private static let processCounts = [2, 2, 3]
    private static let walletCount = 4
    private static let mostSteps = 400_000
    /// After the calm has begun, the wallets are idle and the node is done.
    private static let patienceMilliseconds: UInt64 = 60_000

    private let world: World

    init(seed: UInt64, coverage: Coverage, isTraced: Bool = false) {
        world = World(seed: seed, coverage: coverage, isTraced: isTraced)
    }

    func run() -> Result {
        unsafe RuntimeHook.scheduler = world.scheduler
        prepare()
        begin()
        let safety = 20_000 + world.dice.between(0...40_000)
        let end = world.scheduler.now + safety
        run { world.scheduler.now < end && !world.wallets.allSatisfy(\.isIdle) }
        world.calmDown()
        let idleBy = world.scheduler.now + 400_000
        run { !world.wallets.allSatisfy(\.isIdle) && world.scheduler.now < idleBy }
        if !world.wallets.allSatisfy(\.isIdle) { world.violate("a wallet waits for ever") }
        rest()
        if world.violation == nil { Oracle(world).judge() }
        return Result(hash: world.trace.hash, steps: world.scheduler.steps, violation: world.violation)
    }

    private func run(while isGoing: () -> Bool) {
        while world.violation == nil, isGoing() {
            guard world.scheduler.step() else { return world.violate("nothing happens any more") }
            if world.scheduler.steps > Self.mostSteps { return world.violate("it never comes to rest") }
        }
    }

    private func prepare() {
        let database = Database(SimulatedEngine(world, world.scheduler.world, owner: 1))
        let world = world
        Task {
            do throws(DatabaseError) {
                try await MintSchema.migrations.apply(to: database)
                try world.server.watchTransitions()
            } catch {
                world.violate("no schema: \(error)")
            }
            world.server.letGo(1)
        }
        run { world.server.isHeld(by: 1) }
    }

    private func begin() {
        let count = world.dice.pick(Self.processCounts)
        world.processes = (0..<count).map { MintProcess(world, slot: $0) }
        for process in world.processes { process.start() }
        let ready = world.scheduler.now + 2_000
        run { world.scheduler.now < ready }
        world.isCalm = false
        world.wallets = (0..<Self.walletCount).map { Wallet(world, number: $0) }
        for wallet in world.wallets { wallet.start() }
        Chaos(world).begin()
    }

    /// Every saga must end: swaps and melts in a minute, those that the node knows nothing of once nobody can pay them
    /// any more. The rounds that credit what was received come last.
    private func rest() {
        let calm = world.scheduler.now
        // Looked at now and then: to look is work.
        run { world.scheduler.steps % 16 != 0 || isGoing(since: calm) }
        // Released payments are looked at after a minute, and after two.
        let end = world.scheduler.now + (world.node.incidents.isEmpty ? 12_000 : 200_000)
        run { world.scheduler.now < end }
    }

    private func isGoing(since calm: UInt64) -> Bool {
        let rows = world.server.rows(
            """
            SELECT saga.kind, saga.state, saga.updated_at, melt_quote.payment_hash FROM saga
            LEFT JOIN melt_quote ON melt_quote.id = saga.quote_id
            """)
        if rows.isEmpty { return false }
        for row in rows {
            let latest = SimulatedServer.must { () throws(DatabaseError) in try deadline(row, since: calm) }
            if world.scheduler.now > latest {
                world.violate("I6: a saga does not end")
                return false
            }
        }
        return true
    }

    private func deadline(_ row: Row, since calm: UInt64) throws(DatabaseError) -> UInt64 {
        let usual = calm + Self.patienceMilliseconds
        guard try row.integer(0) == OperationKind.melt.rawValue else { return usual }
        var deadline = max(usual, world.node.busyUntil + Self.patienceMilliseconds)
        if try row.integer(1) == SagaState.paymentAttempted.rawValue {
            guard let expiry = Invoices.shared.expiry(of: try row.fixedBytes(3)) else {
                throw .unreadable("the invoice of a melt")
            }
            let margin = MintProcess.settings().notFoundMarginSeconds
            let outOfTime = (max(expiry, try row.unsigned(2)) + margin) * 1_000
            deadline = max(deadline, outOfTime + Self.patienceMilliseconds)
        }
        return deadline
    }
}
