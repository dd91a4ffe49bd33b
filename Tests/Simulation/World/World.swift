internal import CashuCrypto
internal import Storage

/// One history: processes, wallets, the database, the signatory and the node, and what goes wrong between them.
final class World: @unchecked Sendable {  // confined to the scheduler's thread
    /// When every history begins, and when every invoice was made.
    static let startSeconds: UInt64 = 1_800_000_000

    let dice: Dice
    let trace: Trace
    let scheduler: Scheduler
    let coverage: Coverage
    let signatory: SignatoryState
    /// Kinds that can strike in this history: half of all, so that faults also meet alone.
    private let enabled: [Bool]
    private let intensity: Int
    /// Of a node that breaks its word. Then the mint may lose what the node loses, and nothing else.
    let isAboutIncidents: Bool
    private(set) lazy var server = SimulatedServer.must { () throws(DatabaseError) in try SimulatedServer(self) }
    private(set) lazy var node = LightningNode(self)
    private(set) lazy var invariants = Invariants(self)
    var processes: [MintProcess] = []
    var wallets: [Wallet] = []
    /// From here on nothing fails any more.
    var isCalm = true
    var isDatabaseAway = false
    var isSignatoryAway = false
    var isNodeAway = false
    private(set) var violation: String?
    private var coinCount = 0
    private var invoiceCount = 0

    init(seed: UInt64, coverage: Coverage, isTraced: Bool) {
        let dice = Dice(seed: seed)
        self.dice = dice
        self.coverage = coverage
        var scheduler: Scheduler?
        trace = Trace(isPrinted: isTraced) { (scheduler?.now ?? 0) - Self.startSeconds * 1_000 }
        let made = Scheduler(startingAt: Self.startSeconds * 1_000, dice: dice, trace: trace)
        scheduler = made
        self.scheduler = made
        signatory = SignatoryState(made, first: dice.below(2))
        let isAboutIncidents = seed % 12 == 0
        self.isAboutIncidents = isAboutIncidents
        enabled = FaultKind.allCases.map { kind in
            FaultKind.ofIncidents.contains(kind) ? isAboutIncidents : dice.oneIn(2)
        }
        intensity = 1 + dice.below(4)
    }

    // MARK: Faults

    private func isEnabled(_ kind: FaultKind) -> Bool {
        guard let position = FaultKind.allCases.firstIndex(of: kind) else { return false }
        return enabled[position]
    }

    func strikes(_ kind: FaultKind) -> Bool {
        guard !isCalm, isEnabled(kind), dice.oneIn(kind.rarity * intensity / 2 + 1) else { return false }
        struck(kind)
        return true
    }

    /// One of several that are enabled, as likely as each by itself.
    func strikesOne(of kinds: [FaultKind]) -> FaultKind? {
        guard !isCalm else { return nil }
        let kind = dice.pick(kinds)
        guard isEnabled(kind), dice.oneIn(kind.rarity * intensity / (2 * kinds.count) + 1) else { return nil }
        struck(kind)
        return kind
    }

    func struck(_ kind: FaultKind) {
        coverage.count(kind)
        trace.note(scheduler.party, "fault \(kind.rawValue)")
    }

    func covers(_ sight: Sight) { coverage.count(sight) }

    func note(_ words: String) { trace.note(scheduler.party, words) }

    func violate(_ words: String) {
        trace.note(scheduler.world, "VIOLATION \(words)")
        if violation == nil { violation = words }
    }

    // MARK: What happened

    func didCommit() { invariants.didCommit() }

    func didPay(_ hash: FixedBytes<32>) { invariants.check() }

    // MARK: Ways

    /// Goes on after so many milliseconds, others in between.
    func pass(_ party: Party, _ milliseconds: UInt64) async {
        await withCheckedContinuation { continuation in
            if milliseconds == 0 {
                scheduler.call(party) { continuation.resume() }
            } else {
                scheduler.call(party, after: milliseconds) { continuation.resume() }
            }
        }
    }

    /// Does something far away. It is done even if whoever asked is gone.
    func reach<R: Sendable>(_ party: Party, there milliseconds: UInt64, _ body: @escaping () -> R) async -> R {
        await withCheckedContinuation { continuation in
            scheduler.call(scheduler.world, after: milliseconds) { [self] in
                let result = body()
                scheduler.call(party, after: dice.between(0...20)) { continuation.resume(returning: result) }
            }
        }
    }

    // MARK: Things that are new

    func newCoin() -> Int {
        coinCount += 1
        return coinCount
    }

    func newInvoice() -> Int {
        invoiceCount += 1
        return invoiceCount
    }
}
