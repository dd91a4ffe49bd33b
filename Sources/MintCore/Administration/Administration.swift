internal import Cashu
package import MintStore
internal import PaymentAPI
internal import Storage

/// What an operator can see and do while the mint runs. He may do by hand what recovery does by itself, on the same
/// evidence and with the same code, and some things that need a decision; each of these leaves an incident.
package struct Administration: Sendable {
    let services: Services
    let recovery: Recovery
    let auditor: Audit

    package static let maximumReasonBytes = 1_000

    init(_ services: Services, _ recovery: Recovery, _ auditor: Audit) {
        self.services = services
        self.recovery = recovery
        self.auditor = auditor
    }

    /// The number of this process among the owners of operations.
    package var owner: Int64 { services.database.owner }

    /// The name of the payment backend.
    package var backend: String { services.backend.name }

    package func now() -> UInt64 { services.clock.now() }

    /// Every operation that is not over, the oldest first.
    package func sagas() async throws(AdministrationFailure) -> [OpenSaga] {
        let stored = try await read { (transaction) throws(StoreError) in try transaction.storedSagas() }
        var ended: [Int64: Bool] = [:]
        for owner in Set(stored.compactMap(\.raw.owner)) { ended[owner] = try await hasEnded(owner) }
        return stored.map { open($0, hasOwnerEnded: $0.raw.owner.flatMap { ended[$0] } ?? true) }
    }

    /// The books, checked now. Reads every proof and signature.
    package func audit() async throws(AdministrationFailure) -> AuditReport {
        do throws(MintFailure) { return try await auditor.report() } catch { throw .failed(error) }
    }

    /// All that are open and the thousand newest, the newest first.
    package func incidents() async throws(AdministrationFailure) -> [Incident] {
        try await read { (transaction) throws(StoreError) in try transaction.openAndRecentIncidents() }
    }

    func find(_ reference: SagaReference) async throws(AdministrationFailure) -> OpenSaga {
        let bytes = reference.bytes
        let stored = try await read { (transaction) throws(StoreError) in try transaction.storedSaga(bytes) }
        guard let stored else {
            throw .unknown("no operation \(reference.text) is open: it is over, or never was")
        }
        let hasOwnerEnded = if let owner = stored.raw.owner { try await hasEnded(owner) } else { true }
        return open(stored, hasOwnerEnded: hasOwnerEnded)
    }

    func read<R: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws(StoreError) -> R
    ) async throws(AdministrationFailure) -> R {
        do throws(MintFailure) { return try await services.read(body) } catch { throw .failed(error) }
    }

    static func check(_ reason: String) throws(AdministrationFailure) {
        guard !reason.allSatisfy(\.isWhitespace), reason.utf8.count <= maximumReasonBytes, !reason.utf8.contains(0)
        else { throw .refused("a reason of 1 to \(maximumReasonBytes) bytes is needed") }
    }

    private func open(_ stored: StoredSaga, hasOwnerEnded: Bool) -> OpenSaga {
        let operation = OperationID(stored.raw.operation)
        let trouble = operation.flatMap { recovery.troubles.trouble(of: $0) }
        let isUnreadable = if case .failure = stored.row { true } else { false }
        let isPoisoned = isUnreadable || operation.map { recovery.troubles.poisoned[$0] != nil } ?? true
        let keeper: OpenSaga.Keeper =
            if let operation, services.running.contains(operation) {
                .running
            } else if stored.raw.owner == owner {
                .here
            } else {
                hasOwnerEnded ? .ended : .elsewhere
            }
        return OpenSaga(
            stored: stored, keeper: keeper, failures: trouble?.failures ?? 0, lastError: trouble?.last,
            isPoisoned: isPoisoned)
    }

    private func hasEnded(_ owner: Int64) async throws(AdministrationFailure) -> Bool {
        if owner == self.owner { return false }
        do throws(WriteFailure) {
            return try await services.write(.deferred) { (transaction) throws(StoreError) in
                try transaction.isAbandoned(by: owner)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            throw .failed(error.mintFailure)
        }
    }
}

extension Mint {
    package var administration: Administration { Administration(services, recovery, audit) }
}
