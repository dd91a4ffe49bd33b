internal import Cashu
internal import CashuSecrets
internal import Logging
package import SignatoryAPI
internal import Storage

/// What the signatory does on its own, in the audit log under its own name.
extension EmbeddedSignatory {
    static let ownName = "signatory"

    /// Until its task is cancelled: every minute retires keysets, rotates those whose time has come, and writes what was
    /// signed and refused into the audit log; alarms at once.
    package func keepHouse() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while !Task.isCancelled {
                    await attempt("the work of the minute") { () throws(SignatoryError) in try await keepHouseOnce() }
                    // Cancelled: the loop ends.
                    try? await Task.sleep(for: .seconds(60))
                }
            }
            group.addTask { [self] in
                for await _ in refusals.alarmStream {
                    await attempt("a refusal") { () throws(SignatoryError) in
                        try await recordRefusals(isRegular: false)
                    }
                }
            }
        }
    }

    /// The work of one minute.
    package func keepHouseOnce() async throws(SignatoryError) {
        try await retireExpired()
        try await rotateDue()
        try await recordRefusals(isRegular: true)
        try await recordLedger()
        try await forgetOperations()
    }

    /// Marks keysets that are past their final expiry as EXPIRED and those that have drained as INACTIVE, and publishes
    /// when there are any. Signing does not depend on it: that a keyset has expired is checked at each request.
    package func retireExpired() async throws(SignatoryError) {
        let now = clock.now()
        guard try ring().publication.keysets.contains(where: { $0.retiredState(at: now) != nil }) else { return }
        let publication = try await store.perform { [identityKey, auditKey] (transaction) throws(KeysStoreError) in
            let current = try transaction.authenticPublication(of: identityKey.publicKey)
            let count = try transaction.retireExpired(at: now)
            guard count > 0 else { return current }
            try transaction.append(.retired(count: count), by: Self.ownName, auditKey, at: now)
            return try transaction.publish(identityKey)
        }
        try adopt(publication)
        logger.notice("keysets retired", metadata: ["generation": "\(publication.generation)"])
    }

    /// Rotates each unit whose active keyset is as old as the schedule allows.
    func rotateDue() async throws(SignatoryError) {
        guard let schedule = policies.rotation else { return }
        let (publication, now) = (try ring().publication, clock.now())
        for keyset in publication.keysets where keyset.state == .active && schedule.isDue(keyset, at: now) {
            let rotation = schedule.rotation(after: keyset, of: publication, at: now)
            do throws(SignatoryError) {
                _ = try await administration(as: "schedule").rotate(rotation)
            } catch {
                // The operator was faster: there is a newer keyset.
                guard error.code == .staleGeneration else { throw error }
            }
        }
    }

    func recordRefusals(isRegular: Bool) async throws(SignatoryError) {
        guard let event = refusals.take(isRegular: isRegular) else { return }
        try await record(event)
    }

    /// Puts what was signed of each unit into the audit log, where it has changed since.
    func recordLedger() async throws(SignatoryError) {
        let now = clock.now()
        try await store.perform { [auditKey] (transaction) throws(KeysStoreError) in
            let known = try transaction.anchors()
            for sum in try transaction.ledgerSums() where !known.contains(sum) {
                try transaction.append(.ledger(sum), by: Self.ownName, auditKey, at: now)
            }
        }
    }

    private func forgetOperations() async throws(SignatoryError) {
        let now = clock.now()
        guard now > policies.operationsKeptSeconds else { return }
        let time = now - policies.operationsKeptSeconds
        while try await store.perform({ (transaction) throws(KeysStoreError) in
            try transaction.forgetOperations(before: time)
        }) > 0 {}
    }

    private func record(_ event: AuditEvent) async throws(SignatoryError) {
        let now = clock.now()
        try await store.perform { [auditKey] (transaction) throws(KeysStoreError) in
            try transaction.append(event, by: Self.ownName, auditKey, at: now)
        }
    }

    /// The last lines of the audit log. That they could not be written is in the other log.
    func recordEnd() async {
        await attempt("the end") { () throws(SignatoryError) in
            try await recordRefusals(isRegular: true)
            try await recordLedger()
            try await record(.stopped)
        }
    }

    private func attempt(_ what: String, _ body: () async throws(SignatoryError) -> Void) async {
        do throws(SignatoryError) {
            try await body()
        } catch {
            logger.error("not done: \(what)", metadata: ["error": "\(error.code): \(error.detail)"])
        }
    }
}
