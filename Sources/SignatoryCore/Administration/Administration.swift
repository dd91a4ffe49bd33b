internal import Cashu
internal import CashuSecrets
internal import Logging
internal import SignatoryAPI

/// The operator's side of a signatory. What somebody does here is in the audit log, in the same transaction.
struct Administration: SignatoryAdministration {
    let signatory: EmbeddedSignatory
    /// Who asks, as the audit log names him.
    let actor: String

    func keysets() async throws(SignatoryError) -> KeysetPublication { try signatory.ring().publication }

    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }

    func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
        try await signatory.counters.count(signatory.refusals) { () throws(SignatoryError) in
            let master = try signatory.access.master()
            let work = RotationWork(
                rotation: rotation, master: master, auditKey: signatory.auditKey, actor: actor,
                defaultAmounts: signatory.defaults.amounts, now: signatory.clock.now())
            let outcome = try await signatory.store.perform { (transaction) throws(KeysStoreError) in
                try work.perform(&transaction)
            }
            try signatory.adopt(outcome.publication) { master }
            if outcome.isNew {
                signatory.logger.notice(
                    "keyset rotated",
                    metadata: [
                        "unit": "\(rotation.unit)", "keyset": "\(outcome.rotated.keyset.id)",
                        "generation": "\(outcome.rotated.generation)", "operation": "\(rotation.operationID)",
                        "reason": "\(rotation.reason)", "actor": "\(actor)",
                    ])
            }
            return outcome.rotated
        }
    }

    func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset {
        try await signatory.counters.count(signatory.refusals) { () throws(SignatoryError) in
            let work = DeactivationWork(
                deactivation: deactivation, identity: signatory.identityKey, auditKey: signatory.auditKey,
                actor: actor, now: signatory.clock.now())
            let publication = try await signatory.store.perform { (transaction) throws(KeysStoreError) in
                try work.perform(&transaction)
            }
            try signatory.adopt(publication)
            guard let keyset = publication.keysets.first(where: { $0.id == deactivation.keysetID }) else {
                throw SignatoryError(.internalFailure, "the keyset is gone")
            }
            signatory.logger.notice(
                "keyset deactivated",
                metadata: ["keyset": "\(keyset.id)", "state": "\(keyset.state)", "reason": "\(deactivation.reason)"])
            return RotatedKeyset(keyset: keyset, generation: publication.generation, isDryRun: false)
        }
    }

    func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus {
        let (now, event) = (
            signatory.clock.now(),
            pause.isPaused ? AuditEvent.paused(reason: pause.reason) : .resumed(reason: pause.reason)
        )
        try await signatory.store.perform { [actor, signatory] (transaction) throws(KeysStoreError) in
            guard try transaction.pause(pause, at: now) else { return }
            try transaction.append(event, by: actor, signatory.auditKey, at: now)
        }
        signatory.logger.notice(
            pause.isPaused ? "signing is paused" : "signing goes on", metadata: ["reason": "\(pause.reason)"])
        return try await status()
    }

    func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit] {
        try check(limit)
        let now = signatory.clock.now()
        let event =
            limit.isRemoval ? AuditEvent.limitRemoved(limit, reason: reason) : .limitSet(limit, reason: reason)
        return try await signatory.store.perform { [actor, signatory] (transaction) throws(KeysStoreError) in
            try transaction.set(limit)
            try transaction.append(event, by: actor, signatory.auditKey, at: now)
            return try transaction.usedLimits(at: now)
        }
    }

    func limits() async throws(SignatoryError) -> [UsedLimit] {
        let now = signatory.clock.now()
        return try await signatory.store.look { (transaction) throws(KeysStoreError) in
            try transaction.usedLimits(at: now)
        }
    }

    /// With what was refused until now.
    func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage {
        try await signatory.recordRefusals(isRegular: false)
        return try await signatory.store.look { [signatory] (transaction) throws(KeysStoreError) in
            try transaction.auditPage(after: number, signatory.auditKey)
        }
    }

    private func check(_ limit: SigningLimit) throws(SignatoryError) {
        guard try signatory.ring().publication.keysets.contains(where: { $0.unit == limit.unit }) else {
            throw SignatoryError(.unitUnsupported, "there is no keyset of unit \(limit.unit)")
        }
        guard limit.intervalSeconds <= SigningLimit.maximumIntervalSeconds else {
            throw SignatoryError(
                .invalidArgument, "an interval has at most \(SigningLimit.maximumIntervalSeconds) seconds")
        }
        guard (limit.maximumAmount ?? 0) <= Money.maximum, (limit.maximumOutputs ?? 0) <= Money.maximum else {
            throw SignatoryError(.invalidArgument, "a limit is at most \(Money.maximum)")
        }
    }
}

extension EmbeddedSignatory {
    /// Makes a committed publication the current one, for signing and for all who listen.
    ///
    /// - Parameter master: asked for only when a keyset is not known yet: one of a rotation that runs beside.
    func adopt(
        _ publication: KeysetPublication, _ master: (() throws(SignatoryError) -> MasterKey)? = nil
    ) throws(SignatoryError) {
        do throws(SignatoryStartError) {
            let ring = try KeyRing(publication, of: identity, after: board.current) {
                () throws(SignatoryStartError) in
                do throws(SignatoryError) {
                    return if let master { try master() } else { try access.master() }
                } catch {
                    throw .refusedKeyset(error)
                }
            }
            board.publish(ring)
        } catch {
            throw SignatoryError(.internalFailure, error.description)
        }
    }
}
