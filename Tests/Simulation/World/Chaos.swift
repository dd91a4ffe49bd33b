/// What happens without anybody's doing: outages, crashes, pauses, rotations.
struct Chaos {
    private let world: World
    private var dice: Dice { world.dice }

    init(_ world: World) { self.world = world }

    func begin() {
        world.scheduler.call(world.scheduler.world, after: dice.between(100...2_500)) {
            if world.isCalm { return }
            if let kind = world.strikesOne(of: FaultKind.ofChaos) { bring(kind) }
            if dice.oneIn(3) { changePace() }
            begin()
        }
    }

    private func bring(_ kind: FaultKind) {
        let process = dice.pick(world.processes)
        switch kind {
        case .crash: world.crash(process.party)
        case .stop: process.stop()
        case .pause: world.pause(process.party, for: dice.between(100...8_000))
        case .pauseBeyondSession:
            let length = dice.between(1_000...30_000)
            world.loseSession(process.party, process.owner, for: length + dice.between(50...2_000))
            world.pause(process.party, for: length)
        case .sessionLost: world.loseSession(process.party, process.owner, for: dice.between(100...6_000))
        case .databaseAway: away(\.isDatabaseAway, for: dice.between(100...6_000))
        case .signatoryOutage: away(\.isSignatoryAway, for: dice.between(100...9_000))
        case .nodeOutage: away(\.isNodeAway, for: dice.between(100...12_000))
        case .serverCrash:
            world.server.crash()
            world.scheduler.call(world.scheduler.world, after: dice.between(100...4_000)) { world.server.start() }
        case .rotation: world.signatory.rotate { dice.between(0...2_000) }
        default: preconditionFailure("\(kind) does not come by itself")
        }
    }

    private func away(_ path: ReferenceWritableKeyPath<World, Bool>, for milliseconds: UInt64) {
        world[keyPath: path] = true
        world.scheduler.call(world.scheduler.world, after: milliseconds) { world[keyPath: path] = false }
    }

    /// Some get ahead, others fall behind.
    private func changePace() {
        for process in world.processes { process.party.slowness = dice.oneIn(2) ? 0 : dice.below(8) }
    }
}
