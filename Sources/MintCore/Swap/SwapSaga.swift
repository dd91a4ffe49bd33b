internal import Cashu
internal import MintStore
internal import Storage

/// NUT-03 as a saga, a type for each stage, each transition consuming the stage it leaves.
///
/// | Stage         | In the database                                   | Left there by a crash, it is      | Goes on to               |
/// |---------------|---------------------------------------------------|-----------------------------------|--------------------------|
/// | Initial       | nothing                                           | forgotten                         | SetupComplete            |
/// | SetupComplete | inputs PENDING, outputs reserved, the saga row    | undone                            | Signed, or undone        |
/// | Signed        | the same: signatures are in memory alone          | undone; nobody saw a signature    | Completed, or undone     |
/// | Completed     | inputs SPENT, outputs signed, the line in the books; no saga row | done               |                          |
///
/// docs/architecture.md tells the whole life of a swap.
enum SwapSaga {
    /// - Parameter operation: of the request (`RequestDigest`).
    static func run(
        _ operation: OperationID, _ swap: BalancedSwap, _ services: Services
    ) async throws(MintFailure) -> [BlindSignature] {
        guard let duty = services.running.begin(operation) else {
            throw .refused(.proofsPending, StoreError.sameRequest)
        }
        let setup = try await Initial(services, duty).setUp(swap)
        services.watchers.announce(swap.inputs)
        // Whatever became of them.
        defer { services.watchers.announce(swap.inputs) }
        return try await setup.sign().complete().signatures
    }

    /// Nothing is written.
    struct Initial: ~Copyable, Sendable {
        private let services: Services
        private let duty: Duty

        init(_ services: Services, _ duty: consuming Duty) {
            self.services = services
            self.duty = duty
        }

        /// TX1: inputs PENDING, outputs reserved, the saga row. Deferred: should power fail before TX2, nothing was
        /// signed for anybody (docs/decisions/0006-deferred-reservations.md).
        ///
        /// Checked signatures come first, then spending conditions, whose signatures cost the mint as much and so are
        /// only tried for genuine coins, and TX1 after them: TX1 itself answers 11001 and 11002, and a look into the
        /// database before would cost every honest swap a hop to another thread to save two products for dishonest
        /// ones.
        consuming func setUp(_ swap: BalancedSwap) async throws(MintFailure) -> SetupComplete {
            do throws(MintFailure) {
                try await check(swap)
            } catch {
                duty.discharge()
                throw error
            }
            let hold: SagaHold
            do throws(WriteFailure) {
                hold = try await reserve(swap)
            } catch {
                if case .gaveUp = error { duty.discharge() }
                throw error.mintFailure
            }
            return SetupComplete(swap, hold, services: services, duty: duty)
        }

        private borrowing func check(_ swap: BalancedSwap) async throws(MintFailure) {
            try await services.verify(swap.inputs)
            try services.check { (_, now) throws(NUTError) in
                try ConditionCheck.run(
                    inputs: swap.inputs.inputs.map(\.proof), outputs: swap.outputs.messages, now: now)
            }
        }

        private borrowing func reserve(_ swap: BalancedSwap) async throws(WriteFailure) -> SagaHold {
            let (operation, now) = (duty.operation, services.clock.now())
            return try await services.write(.deferred) { (transaction) throws(StoreError) in
                let hold = try transaction.beginSaga(operation, kind: .swap, at: now)
                try transaction.reserve(swap.inputs.inputs, for: operation, kind: .swap, at: now)
                try transaction.reserve(swap.outputs.messages, for: operation, kind: .swap, at: now)
                return hold
            } evidence: { (transaction) throws(StoreError) in
                // Another process may have been sent the same request, and hold it.
                guard let row = try transaction.lockSaga(operation)?.value, row.owner == transaction.owner else {
                    return nil
                }
                return row.hold
            }
        }
    }

    struct Completed: Sendable {
        let signatures: [BlindSignature]
    }
}
