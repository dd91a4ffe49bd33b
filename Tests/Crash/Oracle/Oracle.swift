import Cashu
import CashuCrypto
import Foundation
import ProcessTestSupport
import TestSupport

/// Compares what wallets wrote down with what the mint, its node and its tables say, while nothing else goes on.
struct Oracle {
    let purse: Purse
    let store: BookStore
    /// Whether what was done is asked for again, byte for byte, and must be answered as before.
    let repeatsWhatWasDone: Bool
    let watchesConservation: Bool
    /// As `patience`, in the end.
    private let lastPatience: Duration
    /// How far the mint's clock is ahead.
    var aheadSeconds: UInt64 = 0
    var ledger: any LightningLedger
    var accounts = Accounts()
    var history = History()
    var doubts = 0
    var answers = 0

    /// How long something may be neither done nor undone. I6 of the invariants allows a minute.
    static let patience: Duration = .seconds(60)
    /// The same for what should not even be for a moment, but for the time between two questions.
    private static let certainty: Duration = .seconds(10)
    /// How long a check waits for it before it leaves it to the next.
    private static let haste: Duration = .milliseconds(500)
    static let doubtsForOneRepetition = 10
    static let answersForOneRepetition = 50

    init(
        _ purse: Purse, _ lightning: LightningKind, ledger: any LightningLedger, store: BookStore,
        repeatsWhatWasDone: Bool
    ) async throws {
        self.purse = purse
        lastPatience = lightning.patience
        self.store = store
        self.repeatsWhatWasDone = repeatsWhatWasDone
        self.ledger = ledger
        watchesConservation = try await store.hasConservation()
    }

    /// Every request since the last check, and everything that wallets hold.
    mutating func check(_ wallets: inout [Wallet]) async throws -> Findings {
        var findings = Findings()
        for place in wallets.indices {
            findings.faults += wallets[place].surprises
            wallets[place].surprises = []
        }
        try await judge(&wallets, &findings)
        guard findings.isFine else { return findings }
        try await compareHoldings(wallets, &findings)
        try await compareBooks(&wallets, &findings)
        try await checkConservation(&findings)
        return findings
    }

    /// Until every request has come to an end, or may wait.
    mutating func judge(_ wallets: inout [Wallet], _ findings: inout Findings) async throws {
        var left: [Request] = []
        for place in wallets.indices {
            left += wallets[place].journal
            wallets[place].journal = []
        }
        let started = ContinuousClock.now
        /// What was stuck until now may have come to its end between two questions: its time begins anew.
        var lastStuck = started
        var isFirst = true
        while !left.isEmpty {
            let facts = try await Facts(left, purse)
            try ledger.read()
            let judge = Judge(
                facts: facts, ledger: ledger, attempted: try await Totals(store).attempted, now: now, purse: purse,
                isLast: aheadSeconds > 0)
            var between: [(request: Request, damage: Damage)] = []
            var again: [Request] = []
            for request in left {
                switch judge.verdict(on: request) {
                case .done(let signatures): try await conclude(request, signatures, &wallets, &findings)
                case .undone: if let repeated = try await undo(request, &wallets, &findings) { again.append(repeated) }
                case .open:
                    findings.open += 1
                    if isFirst, request.isDoubtful, request.openSince == nil { findings.underWay += 1 }
                    leave(request, to: &wallets)
                case .between(let damage):
                    if isFirst, request.openSince == nil { findings.underWay += 1 }
                    if damage.isStuck, mayStay(request, since: started) {
                        findings.open += 1
                        leave(request, to: &wallets)
                    } else {
                        between.append((request, damage))
                    }
                }
            }
            isFirst = false
            left = between.map(\.request) + again
            guard !between.isEmpty else { continue }
            let isStuck = between.contains { $0.damage.isStuck }
            if isStuck { lastStuck = .now }
            let end = isStuck ? started + (aheadSeconds > 0 ? lastPatience : Self.patience) : lastStuck + Self.certainty
            if ContinuousClock.now > end {
                for (request, damage) in between { findings.add(damage, request) }
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Recovery comes by every few seconds. What waits for it may do so while wallets go on and more is killed, as long
    /// as it does not take too long in all.
    private func mayStay(_ request: Request, since started: ContinuousClock.Instant) -> Bool {
        let now = ContinuousClock.now
        return aheadSeconds == 0 && now > started + Self.haste && now < (request.openSince ?? now) + Self.patience
    }

    private func leave(_ request: Request, to wallets: inout [Wallet]) {
        var request = request
        request.openSince = request.openSince ?? .now
        wallets[request.wallet].journal.append(request)
    }

    var now: UInt64 { UInt64(Date().timeIntervalSince1970) + aheadSeconds }

    /// Everything that ever came to its end, once more.
    func audit() async throws -> [String] {
        let credited = try await Credits(store)
        return try await history.faults(purse) + credited.faults(ledger, paidInside: accounts.paidInside, now: now)
    }
}
