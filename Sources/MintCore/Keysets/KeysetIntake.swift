internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import SignatoryAPI
internal import Storage
internal import Synchronization

/// Takes publications from the signatory: validated, then stored, then put up. One that is refused changes nothing and
/// stays an obstacle until one is accepted.
final class KeysetIntake: Sendable {
    private enum Problem: Sendable {
        case refused(KeysetRefusal)
        case notStored
    }

    private let services: Services
    private let problem = Mutex<Problem?>(nil)

    private static let pauseMilliseconds: UInt64 = 1_000

    init(_ services: Services) { self.services = services }

    func load() async throws(MintFailure) {
        let stored = try await services.read { (transaction) throws(StoreError) in try transaction.publication() }
        guard let stored else { return }
        if let pinned = services.settings.signatoryIdentity, pinned != stored.identity {
            throw .internalFailure(
                detail: "the keysets in the database are those of another signatory than the one configured")
        }
        services.board.publish(
            KeysetSnapshot(
                generation: stored.generation, identity: stored.identity, digest: stored.digest,
                keysets: stored.keysets))
    }

    /// Until the signatory object ends or the task is cancelled.
    func run() async {
        for await publication in services.signatory.publications() {
            // The stream does not repeat itself, so a publication is kept until the database takes it.
            while await !accept(publication), !Task.isCancelled {
                await services.clock.sleep(milliseconds: Self.pauseMilliseconds)
            }
        }
    }

    /// - Returns: `false` when it is to be tried again.
    func accept(_ publication: KeysetPublication) async -> Bool {
        let known = services.board.current
        let snapshot: KeysetSnapshot
        do throws(KeysetRefusal) {
            snapshot = try KeysetBoard.validate(publication, after: known, pinned: services.settings.signatoryIdentity)
        } catch {
            refuse(publication, error)
            return true
        }
        if known?.generation == snapshot.generation {
            note(nil)
            return true
        }
        switch await store(snapshot, after: known?.generation) {
        case .success(.stored):
            services.board.publish(snapshot)
            services.logger.notice(
                "keysets published",
                metadata: ["generation": "\(snapshot.generation)", "keysets": "\(snapshot.keysets.count)"])
            note(nil)
        case .success(.older):
            // Another process on this database was faster.
            return await reload {
                note(nil)
                return true
            }
        case .success(.unvalidated):
            // Another process was sent one that this one was not. Each round knows a newer one, so there is an end.
            return await reload { await accept(publication) }
        case .success(.altered): refuse(publication, .altered(generation: publication.generation))
        case .success(.otherSignatory): refuse(publication, .otherSignatory)
        case .failure(let failure):
            note(.notStored)
            return !failure.isWorthRepeating
        }
        return true
    }

    /// Puts up what the database holds in place of an older one, and goes on.
    /// - Returns: `false` when it is to be tried again.
    private func reload(then next: () async -> Bool) async -> Bool {
        do throws(MintFailure) {
            try await load()
        } catch {
            services.logger.error("stored keysets not read", metadata: ["error": "\(error)"])
            note(.notStored)
            // What is stored and unreadable stays so.
            if case .unavailable = error { return false }
            return true
        }
        return await next()
    }

    private func refuse(_ publication: KeysetPublication, _ refusal: KeysetRefusal) {
        services.logger.error(
            "keyset publication refused",
            metadata: ["reason": "\(refusal)", "generation": "\(publication.generation)"])
        note(.refused(refusal))
    }

    func obstacles() -> [String] {
        switch problem.withLock({ $0 }) {
        case .refused(let refusal): ["the last keyset publication was refused: \(refusal)"]
        case .notStored: ["the last keyset publication could not be stored"]
        case nil: []
        }
    }

    private func store(
        _ snapshot: KeysetSnapshot, after known: UInt64?
    ) async -> Result<PublicationFate, TransactionError<StoreError>> {
        let publication = StoredPublication(
            identity: snapshot.identity, generation: snapshot.generation, digest: snapshot.digest,
            keysets: snapshot.keysets)
        do throws(TransactionError<StoreError>) {
            // Repeating it changes nothing, so an unknown outcome needs no looking into.
            return .success(
                try await services.database.write { (transaction) throws(StoreError) in
                    try transaction.store(publication, after: known)
                })
        } catch {
            services.logger.error("keyset publication not stored", metadata: ["error": "\(error)"])
            return .failure(error)
        }
    }

    private func note(_ problem: Problem?) { self.problem.withLock { $0 = problem } }
}

extension TransactionError<StoreError> {
    /// Whether the same may be stored a moment later. Otherwise only another publication can be.
    fileprivate var isWorthRepeating: Bool {
        switch self {
        case .commitOutcomeUnknown: true
        case .database(let error), .body(.database(let error)):
            switch error.kind {
            case .busy, .unreachable, .contended, .undecided, .storageFailure: true
            case .uniqueViolation, .constraintViolation, .unreadable, .unrepresentable, .poisoned, .closed,
                .unsuitable, .other:
                false
            }
        case .body: false
        }
    }
}
