internal import Cashu
internal import MintStore
internal import Storage

extension SwapSaga {
    /// The signatures are in memory, and nowhere else.
    struct Signed: ~Copyable, Sendable {
        private let signatures: [SignedOutput]
        private let setup: SetupComplete

        init(_ signatures: [SignedOutput], of setup: consuming SetupComplete) {
            self.signatures = signatures
            self.setup = setup
        }

        /// TX2: signatures stored, inputs SPENT, the operation in the books, the saga row gone. Nothing leaves before
        /// it is known to be written.
        consuming func complete() async throws(MintFailure) -> Completed {
            let stored: [SignedOutput]
            do throws(WriteFailure) {
                stored = try await write()
            } catch {
                switch error {
                // Released and not retried: most of what makes a transaction fail makes the next one fail.
                case .gaveUp: throw await setup.compensate(because: error.mintFailure)
                case .unresolved: throw error.mintFailure
                }
            }
            setup.duty.discharge()
            return Completed(signatures: stored.map(\.answer))
        }

        private borrowing func write() async throws(WriteFailure) -> [SignedOutput] {
            let (hold, signed, completed) = (setup.hold, signatures, record())
            let inputCount = setup.swap.inputs.inputs.count
            let now = setup.services.clock.now()
            return try await setup.services.write { (transaction) throws(StoreError) in
                // First, because it shows that the operation still is this process's.
                try transaction.endSaga(hold, in: .setupComplete)
                try transaction.spendReserved(inputCount, by: hold.operation, at: now)
                try transaction.store(signed, of: hold.operation, at: now)
                try transaction.takeReserved(outputs: signed.count, of: hold.operation)
                try transaction.record(completed, at: now)
                return signed
            } evidence: { (transaction) throws(StoreError) in
                if try transaction.lockSaga(hold.operation)?.value.isHeld(hold, by: transaction.owner) == true {
                    return nil
                }
                // Done by this process, or undone by another and then done for the same request: what counts is what
                // is stored.
                let stored = try transaction.signatures(on: signed.map(\.blinded), by: hold.operation)
                guard stored.count == signed.count else { throw .conflict("the swap was undone by somebody else") }
                return stored
            }
        }

        private borrowing func record() -> CompletedOperation {
            CompletedOperation(
                operation: setup.hold.operation, kind: .swap, unit: setup.swap.inputs.unit, quoteID: nil,
                redeemed: setup.swap.inputs.total, issued: setup.swap.outputs.total,
                inputFee: setup.swap.inputs.fee, paid: 0, paidMsat: 0)
        }
    }
}
