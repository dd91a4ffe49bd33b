internal import Cashu
internal import MintStore
internal import Storage

/// NUT-03 as a saga: `Initial → SetupComplete → Signed → Completed`, a type for each stage, each transition consuming
/// the stage it leaves. docs/architecture.md tells the whole life of a swap.
enum SwapSaga {
    /// Checked signatures come first, then spending conditions, whose signatures cost the mint as much and so are only
    /// tried for genuine coins, and TX1 after them: TX1 itself answers 11001 and 11002, and a look into the
    /// database before would cost every honest swap a hop to another thread to save two products for dishonest ones.
    static func run(_ swap: BalancedSwap, _ services: Services) async throws(MintFailure) -> [BlindSignature] {
        try await services.verify(swap.inputs)
        try services.check { (_, now) throws(NUTError) in
            try ConditionCheck.run(
                inputs: swap.inputs.inputs.map(\.proof), outputs: swap.outputs.messages, now: now)
        }
        return try await Initial(services).setUp(swap).sign().complete().signatures
    }

    /// Nothing is written.
    struct Initial: ~Copyable, Sendable {
        private let services: Services
        private let duty: Duty

        init(_ services: Services) {
            self.services = services
            duty = services.running.begin()
        }

        /// TX1: inputs PENDING, outputs reserved, the saga row. Deferred: should power fail before TX2, nothing was
        /// signed for anybody (docs/decisions/0006-deferred-reservations.md).
        consuming func setUp(_ swap: BalancedSwap) async throws(MintFailure) -> SetupComplete {
            let operation = duty.operation
            let now = services.clock.now()
            do throws(WriteFailure) {
                try await services.write(.deferred) { (transaction) throws(StoreError) in
                    try transaction.beginSaga(operation, kind: .swap, at: now)
                    try transaction.reserve(swap.inputs.inputs, for: operation, kind: .swap, at: now)
                    try transaction.reserve(swap.outputs.messages, for: operation, kind: .swap, at: now)
                } evidence: { (transaction) throws(StoreError) in
                    try transaction.lockSaga(operation) == nil ? nil : ()
                }
            } catch {
                if case .gaveUp = error { duty.discharge() }
                throw error.mintFailure
            }
            return SetupComplete(swap, services: services, duty: duty)
        }
    }

    struct Completed: Sendable {
        let signatures: [BlindSignature]
    }
}
