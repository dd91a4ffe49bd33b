internal import Cashu
internal import MintStore

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
            let completed = record()
            do throws(WriteFailure) {
                try await write(completed)
            } catch {
                switch error {
                // Released and not retried: most of what makes a transaction fail makes the next one fail.
                case .gaveUp: throw await setup.compensate(because: error.mintFailure)
                case .unresolved: throw error.mintFailure
                }
            }
            let answer = Completed(signatures: signatures.map(\.answer))
            setup.duty.discharge()
            return answer
        }

        private borrowing func write(_ completed: CompletedOperation) async throws(WriteFailure) {
            let operation = completed.operation
            let signed = signatures
            let inputCount = setup.swap.inputs.inputs.count
            let now = setup.services.clock.now()
            try await setup.services.write { (transaction) throws(StoreError) in
                // First, because it shows that the operation still is this process's.
                try transaction.endSaga(operation, in: .setupComplete)
                try transaction.spendReserved(inputCount, by: operation, at: now)
                try transaction.store(signed, of: operation, at: now)
                try transaction.takeReserved(outputs: signed.count, of: operation)
                try transaction.record(completed, at: now)
            } evidence: { (transaction) throws(StoreError) in
                guard try transaction.lockSaga(operation) == nil else { return nil }
                let stored = try transaction.signatures(on: signed.map(\.blinded), by: operation)
                guard stored.count == signed.count else { throw .conflict("the swap was undone by somebody else") }
                return ()
            }
        }

        private borrowing func record() -> CompletedOperation {
            CompletedOperation(
                operation: setup.duty.operation, kind: .swap, unit: setup.swap.inputs.unit, quoteID: nil,
                redeemed: setup.swap.inputs.total, issued: setup.swap.outputs.total,
                inputFee: setup.swap.inputs.fee, paidMsat: 0)
        }
    }
}
