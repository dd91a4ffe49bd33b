internal import Cashu
internal import Logging
internal import MintStore
internal import SignatoryAPI

extension SwapSaga {
    /// The inputs are PENDING and the outputs reserved, in the name of the operation.
    struct SetupComplete: ~Copyable, Sendable {
        let swap: BalancedSwap
        let services: Services
        let duty: Duty

        init(_ swap: BalancedSwap, services: Services, duty: consuming Duty) {
            self.swap = swap
            self.services = services
            self.duty = duty
        }

        /// Between transactions. Signatures stay here until TX2 is known to be written.
        consuming func sign() async throws(MintFailure) -> Signed {
            let signatures: [SignedOutput]
            do throws(SignatoryError) {
                signatures = try await services.sign(swap.outputs.messages, for: .swap, operation: duty.operation)
            } catch {
                services.logger.warning(
                    "outputs of a swap were not signed",
                    metadata: ["operation": "\(duty.operation)", "error": "\(error.code): \(error.detail)"])
                throw await compensate(because: MintFailure(error))
            }
            return Signed(signatures, of: self)
        }

        /// Undoes TX1 in one transaction.
        /// - Returns: what the wallet is told: `failure`, or that the mint is not available, because there was nothing
        ///   to undo any more, or because the database did not let the inputs be released and they still are pending.
        consuming func compensate(because failure: MintFailure) async -> MintFailure {
            do throws(WriteFailure) {
                let undoing = try await SwapSaga.undo(duty.operation, services)
                duty.discharge()
                guard undoing == .alreadyOver else { return failure }
                // The database lost the reservation, as a deferred commit may be lost when its server dies, or another
                // process took the operation for abandoned. Nothing is reserved any more.
                return .unavailable(detail: "a swap lost its reservation: \(failure)", retryAfterSeconds: 1)
            } catch {
                return .unavailable(detail: "a swap is to be undone by recovery: \(error)", retryAfterSeconds: 10)
            }
        }
    }

    enum Undoing: Sendable {
        case undone
        /// The row was gone: somebody ended the operation before.
        case alreadyOver
        /// An output that the operation held was signed, so its inputs became SPENT.
        case completed
    }

    /// Deletes exactly what the operation owns. Also how recovery ends a swap that nobody completes any more: the
    /// signatures, if there were any, never left.
    static func undo(_ operation: OperationID, _ services: Services) async throws(WriteFailure) -> Undoing {
        let now = services.clock.now()
        return try await services.write { (transaction) throws(StoreError) in
            guard try transaction.lockSaga(operation) != nil else { return .alreadyOver }
            try transaction.endSaga(operation, in: .setupComplete)
            let isSigned = try transaction.holdsSignedOutput(operation)
            if isSigned {
                // TX2 would have taken the row away with it, so this database was written by somebody else. A
                // signature that is stored can be restored: what was given for it is spent.
                try transaction.spendAllReserved(by: operation, at: now)
            } else {
                try transaction.releaseReserved(by: operation)
            }
            try transaction.releaseOutputs(of: operation)
            return isSigned ? .completed : .undone
        } evidence: { (transaction) throws(StoreError) in
            try transaction.lockSaga(operation) == nil ? .alreadyOver : nil
        }
    }

    /// Ends a swap of which only the row is left.
    static func recover(_ row: SagaRow, _ duty: consuming Duty, _ services: Services) async {
        do throws(WriteFailure) {
            let undoing = try await undo(row.operation, services)
            duty.discharge()
            if undoing == .alreadyOver { return }
            services.logger.notice(
                "swap recovered", metadata: ["operation": "\(row.operation)", "outcome": "\(undoing)"])
        } catch {
            services.logger.error(
                "swap not recovered", metadata: ["operation": "\(row.operation)", "error": "\(error)"])
        }
    }
}
