/// Everything that happens, one after another, on one thread: jobs of Swift's tasks and calls of the world. Chance
/// decides which comes next, and time passes when nothing else can happen, or now and then anyway.
final class Scheduler: @unchecked Sendable {  // confined to the thread that made it
    struct Item {
        enum Work {
            case job(UnownedJob)
            case call(() -> Void)
        }

        let party: Party
        let work: Work
    }

    private struct Timer {
        let time: UInt64
        let number: UInt64
        let item: Item
    }

    /// Virtual milliseconds of Unix time.
    private(set) var now: UInt64
    /// In whose name the present job runs, and whatever it enqueues.
    private(set) var party: Party
    /// What belongs to no process and no wallet.
    let world: Party
    private(set) var steps = 0
    private var ready: [Item] = []
    /// The next one last.
    private var timers: [Timer] = []
    private var timerCount: UInt64 = 0
    private var partyCount = 0
    /// What will never run. Kept, because a continuation that is thrown away complains.
    private var graveyard: [Item] = []
    private let dice: Dice
    private let trace: Trace

    init(startingAt now: UInt64, dice: Dice, trace: Trace) {
        self.now = now
        self.dice = dice
        self.trace = trace
        world = Party(0, "world")
        party = world
    }

    func makeParty(_ name: String) -> Party {
        partyCount += 1
        return Party(partyCount, name)
    }

    func enqueue(_ job: UnownedJob) { ready.append(Item(party: party, work: .job(job))) }

    func call(_ party: Party, _ body: @escaping () -> Void) { ready.append(Item(party: party, work: .call(body))) }

    func call(_ party: Party, after milliseconds: UInt64, _ body: @escaping () -> Void) {
        timerCount += 1
        let timer = Timer(time: now + milliseconds, number: timerCount, item: Item(party: party, work: .call(body)))
        var low = 0
        var high = timers.count
        while low < high {
            let middle = (low + high) / 2
            let other = timers[middle]
            if (other.time, other.number) > (timer.time, timer.number) { low = middle + 1 } else { high = middle }
        }
        timers.insert(timer, at: low)
    }

    /// Runs at once, in the name of another.
    func asParty<R>(_ other: Party, _ body: () -> R) -> R {
        let previous = party
        party = other
        defer { party = previous }
        return body()
    }

    func pause(_ party: Party) {
        if party.state == .running { party.state = .paused }
    }

    func resume(_ party: Party) {
        guard party.state == .paused else { return }
        party.state = .running
        ready += party.held
        party.held = []
    }

    func end(_ party: Party) {
        party.state = .ended
        graveyard += party.held
        party.held = []
    }

    /// - Returns: `false` when nothing will ever happen again.
    func step() -> Bool {
        steps += 1
        if ready.isEmpty || dice.oneIn(64) {
            guard let timer = timers.popLast() else { return !ready.isEmpty }
            now = max(now, timer.time)
            trace.mix(1, now)
            run(timer.item)
        } else {
            run(take())
        }
        return true
    }

    private func take() -> Item {
        var position = dice.below(ready.count)
        for _ in 0..<3 {
            let slowness = ready[position].party.slowness
            guard slowness > 0, dice.below(8) < slowness else { break }
            position = dice.below(ready.count)
        }
        ready.swapAt(position, ready.count - 1)
        return ready.removeLast()
    }

    private func run(_ item: Item) {
        switch item.party.state {
        case .ended: graveyard.append(item)
        case .paused: item.party.held.append(item)
        case .running:
            trace.mix(2, UInt64(item.party.number))
            party = item.party
            defer { party = world }
            switch item.work {
            case .job(let job): RuntimeHook.run(job)
            case .call(let body): body()
            }
        }
    }
}
