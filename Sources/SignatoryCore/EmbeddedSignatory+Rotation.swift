internal import Cashu
internal import CashuSecrets
internal import Logging
package import SignatoryAPI
internal import Storage

extension EmbeddedSignatory {
    package func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
        try await counters.count { () throws(SignatoryError) in
            let work = RotationWork(
                rotation: rotation, master: master, defaultAmounts: defaults.amounts, now: unixSeconds())
            let outcome = try await perform { (transaction) throws(KeysStoreError) in try work.perform(&transaction) }
            try adopt(outcome.publication)
            if outcome.isNew {
                logger.notice(
                    "keyset rotated",
                    metadata: [
                        "unit": "\(rotation.unit)", "keyset": "\(outcome.rotated.keyset.id)",
                        "generation": "\(outcome.rotated.generation)", "operation": "\(rotation.operationID)",
                        "reason": "\(rotation.reason)",
                    ])
            }
            return outcome.rotated
        }
    }

    /// Marks keysets that are past their final expiry as EXPIRED and those that have drained as INACTIVE, and publishes
    /// when there are any. Cheap when there are none; meant to be called about once a minute. Signing does not depend
    /// on it.
    package func retireExpired() async throws(SignatoryError) {
        let now = unixSeconds()
        guard try ring().publication.keysets.contains(where: { $0.retiredState(at: now) != nil }) else { return }
        let publication = try await perform { [master] (transaction) throws(KeysStoreError) in
            let current = try transaction.authenticPublication(of: master.identity.publicKey)
            return try transaction.retireExpired(at: now) > 0 ? try transaction.publish(master) : current
        }
        try adopt(publication)
        logger.notice("keysets retired", metadata: ["generation": "\(publication.generation)"])
    }

    /// Runs a body that finds its own work done when it runs again.
    private func perform<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(KeysStoreError) -> R
    ) async throws(SignatoryError) -> R {
        do throws(TransactionError<KeysStoreError>) {
            return try await database.write { (transaction) throws(KeysStoreError) in try body(&transaction) }
        } catch {
            switch error {
            case .body(let error): throw SignatoryError(error)
            case .database(let error): throw SignatoryError(error)
            case .commitOutcomeUnknown: break
            }
        }
        // The body looks under the lock whether the first run was written.
        do throws(TransactionError<KeysStoreError>) {
            return try await database.write { (transaction) throws(KeysStoreError) in try body(&transaction) }
        } catch {
            switch error {
            case .body(let error): throw SignatoryError(error)
            case .database(let error), .commitOutcomeUnknown(let error):
                throw SignatoryError(
                    .unavailable, "whether it was done is unknown, repeat it under the same operation id: \(error)")
            }
        }
    }

    /// Makes a committed publication the current one, for signing and for all who listen.
    private func adopt(_ publication: KeysetPublication) throws(SignatoryError) {
        do throws(SignatoryStartError) {
            board.publish(try KeyRing(publication, master, after: board.current))
        } catch {
            throw SignatoryError(.internalFailure, error.description)
        }
    }
}
