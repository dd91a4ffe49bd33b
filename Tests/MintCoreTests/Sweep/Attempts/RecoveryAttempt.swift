import Cashu
import MintStore
import Testing

@testable import MintCore

/// Recovery itself, of something that was interrupted before.
struct RecoveryAttempt: Attempt {
    /// Where a process stopped, by the site at which it did.
    struct Interruption: Sendable {
        /// `nil` where the node is told to pay.
        let site: String?
        let disturbance: Disturbance
        /// What it left.
        let state: SagaState

        /// Swap: all is reserved, nothing signed.
        static let beforeSigning = Interruption(site: "RPC blindSign", .crashBefore, leaving: .setupComplete)
        /// Melt: all is reserved, and nobody may be told to pay yet.
        static let beforeMarker = Interruption(site: "UPDATE saga", .crashBefore, leaving: .setupComplete)
        static let beforePaying = Interruption(site: nil, .crashBefore, leaving: .paymentAttempted)
        static let afterPaying = Interruption(site: nil, .crashAfter, leaving: .paymentAttempted)
        /// Paid, and the change not signed.
        static let beforeChange = Interruption(site: "RPC blindSign", .crashBefore, leaving: .finalizing)

        private init(site: String?, _ disturbance: Disturbance, leaving state: SagaState) {
            self.site = site
            self.disturbance = disturbance
            self.state = state
        }
    }

    /// Who is to recover it.
    enum Heir: Sendable {
        /// The process itself, which lives on: everything was away for a while.
        case same
        case next
    }

    private let interrupted: any Attempt
    var outputs: [Output] { interrupted.outputs }

    init(_ attempt: any Attempt, _ interruption: Interruption, by heir: Heir, in world: inout SweepWorld) async throws {
        interrupted = attempt
        let passage = world.life.passage
        passage.watch(first: interruption.site ?? world.surroundings.node.orderSite, interruption.disturbance)
        _ = await attempt.act(on: world.life)
        #expect(await world.life.rest())
        try #require(passage.end().hasFired)
        switch heir {
        case .same: passage.revive()
        case .next: try await world.restart()
        }
        let rows = try await world.life.mint.services.read { (transaction) throws(StoreError) in
            try transaction.sagas()
        }
        try #require(try rows.map { try $0.get().state } == [interruption.state])
    }

    func act(on life: Life) async -> Word {
        await recover(on: life)
        return .nothing
    }

    func recover(on life: Life) async { await interrupted.recover(on: life) }
    func outlast() async throws { try await interrupted.outlast() }
    func ending(on life: Life) async throws -> Ending { try await interrupted.ending(on: life) }
    func again(after ending: Ending, on life: Life) async throws -> [String] {
        try await interrupted.again(after: ending, on: life)
    }
}
