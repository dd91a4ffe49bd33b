import NIOCore
import ProcessTestSupport
import Synchronization
import TestSupport

/// What all wallets have heard.
final class Observations: Sendable {
    struct Seen {
        /// Subscriptions that were accepted, of which something was told, and of which the last was told.
        var accepted = 0
        var first = 0
        var between = 0
        var last = 0
        /// When each SPENT came: the number of the proof, and nanoseconds of the system's clock.
        var spent: [(proof: Int, moment: UInt64)] = []
        var faults: [String] = []
        var faultCount = 0
    }

    private let plan: LoadPlan
    private let supply: Supply
    private let state = Mutex(Seen())

    /// Without any news for so long nothing more will come.
    private static let patience = Duration.seconds(60)

    init(_ plan: LoadPlan, _ supply: Supply) {
        self.plan = plan
        self.supply = supply
        state.withLock { $0.spent.reserveCapacity(plan.proofWatches) }
    }

    var seen: Seen { state.withLock { $0 } }

    func fault(_ text: @autoclosure () -> String) {
        state.withLock { seen in
            seen.faultCount += 1
            if seen.faults.count < 10 { seen.faults.append(text()) }
        }
    }

    /// - Parameter watches: of the client.
    func hear(_ notice: Notice?, of client: Int, _ watches: inout [Watch]) {
        switch notice {
        case nil: fault("wallet \(client) cannot read what it is told")
        case .refused: fault("wallet \(client) was refused something")
        case .accepted: state.withLock { $0.accepted += 1 }
        case .state(let subscription, let subject, let state):
            guard let number = Int(subscription), watches.indices.contains(number) else {
                return fault("wallet \(client) is told of a subscription '\(subscription)' that is not its own")
            }
            guard name(watches[number].subject) == subject else {
                return fault("wallet \(client) is told of \(subject), which subscription \(number) is not to")
            }
            guard let progress = watches[number].hear(state) else {
                return fault("wallet \(client) is told \(state) of \(watches[number])")
            }
            note(progress, watches[number].subject)
        }
    }

    private func note(_ progress: Watch.Progress, _ subject: LoadPlan.Subject) {
        let now = NIODeadline.now().uptimeNanoseconds
        state.withLock { seen in
            switch progress {
            case .first: seen.first += 1
            case .between: seen.between += 1
            case .last:
                seen.last += 1
                if case .proof(let proof) = subject { seen.spent.append((proof, now)) }
            }
        }
    }

    private func name(_ subject: LoadPlan.Subject) -> String {
        switch subject {
        case .proof(let number): supply.proofs[number]
        case .quote(let number): supply.quotes[number]
        }
    }

    /// Until the condition holds or a fault is seen. Gives up when nobody hears anything any more: what is missing then
    /// was lost.
    func wait(for what: String, _ condition: (Seen) -> Bool) async throws {
        var heard = -1
        while true {
            let isOver = await eventually(within: Self.patience) {
                state.withLock { seen in condition(seen) || seen.faultCount > 0 || Self.sum(seen) != heard }
            }
            let (holds, faults, sum) = state.withLock { (condition($0), $0.faults, Self.sum($0)) }
            if holds { return }
            try require(faults.isEmpty, faults.joined(separator: "\n"))
            try require(isOver, "\(what) does not come: \(state.withLock { "\($0.first) first, \($0.last) last" })")
            heard = sum
        }
    }

    private static func sum(_ seen: Seen) -> Int { seen.accepted + seen.first + seen.between + seen.last }
}
