internal import Cashu
internal import Logging
internal import MintStore
internal import SignatoryAPI
internal import Storage

extension SwapSaga {
    /// The inputs are PENDING and the outputs reserved, in the name of the operation.
    struct SetupComplete: ~Copyable, Sendable {
        let swap: BalancedSwap
        let hold: SagaHold
        let services: Services
        let duty: Duty

        init(_ swap: BalancedSwap, _ hold: SagaHold, services: Services, duty: consuming Duty) {
            self.swap = swap
            self.hold = hold
            self.services = services
            self.duty = duty
        }

        /// Between transactions. Signatures stay here until TX2 is known to be written.
        consuming func sign() async throws(MintFailure) -> Signed {
            let signatures: [SignedOutput]
            do throws(SignatoryError) {
                signatures = try await services.sign(swap.outputs.messages, for: .swap, operation: hold.operation)
            } catch {
                services.logger.warning(
                    "outputs of a swap were not signed",
                    metadata: ["operation": "\(hold.operation)", "error": "\(error.code): \(error.detail)"])
                throw await compensate(because: MintFailure(error))
            }
            return Signed(signatures, of: self)
        }

        /// Undoes TX1 in one transaction.
        /// - Returns: what the wallet is told: `failure`, or that the mint is not available, because there was nothing
        ///   to undo any more, or because the database did not let the inputs be released and they still are pending.
        consuming func compensate(because failure: MintFailure) async -> MintFailure {
            do throws(WriteFailure) {
                let undoing = try await SwapSaga.undo(hold, services)
                duty.discharge()
                guard undoing == .alreadyOver else { return failure }
                // The database lost the reservation, as a deferred commit may be lost when its server dies, or another
                // process took the operation for abandoned. Nothing of it is reserved by this process any more.
                return .unavailable(detail: "a swap lost its reservation: \(failure)", retryAfterSeconds: 1)
            } catch {
                return .unavailable(detail: "a swap is to be undone by recovery: \(error)", retryAfterSeconds: 10)
            }
        }
    }

    enum Undoing: Sendable {
        case undone
        /// The row was gone, or in other hands: somebody ended the operation before.
        case alreadyOver
        /// An output that the operation held was signed, so its inputs became SPENT.
        case completed
    }

    /// Deletes exactly what the operation owns. Also how recovery ends a swap that nobody completes any more: the
    /// signatures, if there were any, never left.
    static func undo(_ hold: SagaHold, _ services: Services) async throws(WriteFailure) -> Undoing {
        let (operation, now) = (hold.operation, services.clock.now())
        return try await services.write { (transaction) throws(StoreError) in
            guard try transaction.lockSaga(operation)?.value.isHeld(hold, by: transaction.owner) == true else {
                return .alreadyOver
            }
            try transaction.endSaga(hold, in: .setupComplete)
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
            try transaction.lockSaga(operation)?.value.isHeld(hold, by: transaction.owner) == true
                ? nil : .alreadyOver
        }
    }

    /// Ends a swap of which only the row is left.
    static func recover(_ row: SagaRow, _ duty: consuming Duty, _ services: Services) async throws(MintFailure) {
        let undoing: Undoing
        do throws(WriteFailure) {
            undoing = try await undo(row.hold, services)
        } catch {
            throw error.mintFailure
        }
        duty.discharge()
        if undoing == .alreadyOver { return }
        services.logger.notice(
            "swap recovered", metadata: ["operation": "\(row.operation)", "outcome": "\(undoing)"])
    }
}
