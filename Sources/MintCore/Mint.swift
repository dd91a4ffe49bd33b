package import Cashu
internal import CashuCrypto
package import Logging
internal import MintStore
package import PaymentAPI
package import SignatoryAPI
package import Storage

/// The mint without its HTTP: every method is one request of a wallet. What it does with money runs in tasks of its
/// own, so a caller that goes away cancels nothing.
package final class Mint: Sendable {
    package let settings: MintSettings
    let services: Services
    let intake: KeysetIntake
    let credits: QuoteCredits
    let recovery: Recovery
    let repetition: Repetition
    let audit: Audit
    private let readiness = Readiness()

    /// - Parameters:
    ///   - database: migrated to `MintSchema.migrations`, and this mint's alone.
    ///   - newID: names operations and quotes; a simulation brings its own, to be the same each time.
    package init(
        settings: MintSettings, database: Database, signatory: any Signatory, backend: any PaymentBackend,
        clock: any MintClock = SystemMintClock(), newID: @escaping @Sendable () -> OperationID = { OperationID() },
        logger: Logger
    ) {
        self.settings = settings
        services = Services(
            settings: settings, database: database, signatory: signatory, backend: backend, clock: clock,
            newID: newID, logger: logger)
        intake = KeysetIntake(services)
        credits = QuoteCredits(services)
        recovery = Recovery(services)
        audit = Audit(services)
        repetition = Repetition(services, recovery)
    }

    /// `nil` until the first publication was accepted, or loaded from the database by `start()`.
    package var keysets: KeysetSnapshot? { services.board.current }

    /// How it can be paid and can pay.
    package var methods: [PaymentMethod] { services.methods }

    /// Whether it melts a part of an invoice (NUT-15).
    package var paysParts: Bool { services.backend.capabilities.paysParts }

    /// Loads the stored publication; to be called once before serving. Throws `.internalFailure` when what is stored
    /// is not of the signatory that the settings name.
    package func start() async throws(MintFailure) {
        try await intake.load()
    }

    /// Takes in keysets, credits payments and recovers what was interrupted, until its task is cancelled; then gives
    /// running operations `shutdownPatienceMilliseconds` to finish. What has not finished by then is recovered at the
    /// next start.
    ///
    /// Nothing is signed before the signatory has said that this mint's books are not older than those it knows. When
    /// they are, this returns at once, and `rollback` tells why.
    package func run() async {
        services.ledgerGate.set(.waiting)
        await withTaskGroup { group in
            group.addTask { await self.work() }
            await self.audit.untilCompared()
            if rollback != nil { group.cancelAll() }
        }
        await services.running.drain(within: settings.shutdownPatienceMilliseconds, clock: services.clock)
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.intake.run() }
            group.addTask { await self.credits.run() }
            group.addTask { await self.recovery.run() }
            group.addTask { await EventReader(self.services).run() }
            group.addTask { await WatchedProofs(self.services).run() }
            group.addTask { await ReleasedPayments(self.services).run() }
            group.addTask { await self.audit.run() }
        }
    }

    /// Why this mint may do nothing any more: its database was restored from a backup.
    package var rollback: String? {
        if case .rolledBack(let detail) = services.ledgerGate.current { detail } else { nil }
    }

    /// `false` from the start until the books were compared with the signatory's.
    package var mayUseSignatory: Bool { services.ledgerGate.isPassable }

    /// For GET /ready: what is missing, in words for the operator; empty when the mint can serve. As it was at
    /// most a second ago.
    package func obstacles() async -> [String] {
        await readiness.obstacles(at: services.clock.now()) { await self.look() }
    }

    private func look() async -> [String] {
        var obstacles = intake.obstacles()
        if !services.ledgerGate.isPassable { obstacles.append("the books were not compared with the signatory's") }
        do throws(MintFailure) {
            if let incident = try await services.incidentStoppingMelts() {
                obstacles.append("melting has stopped: incident \(incident.number), \(incident.report.detail)")
            }
        } catch {
            obstacles.append("the database does not say whether melting may go on")
        }
        if let shortage = services.solvencyGate.mintingPause { obstacles.append("minting is paused: \(shortage)") }
        if let shortage = services.solvencyGate.meltingPause { obstacles.append("melting is paused: \(shortage)") }
        if !services.database.isHeld {
            obstacles.append("the database does not see this process: others may take over what it works on")
        }
        for terms in settings.units where keysets?.active(terms.unit) == nil {
            obstacles.append("no keyset for \(terms.unit) is active")
        }
        do throws(SignatoryError) {
            if try await !services.signatory.status().isReady { obstacles.append("the signatory is not ready") }
        } catch {
            obstacles.append("the signatory does not answer: \(error.code)")
        }
        do throws(TransactionError<StoreError>) {
            try await services.database.write { (transaction) throws(StoreError) in try transaction.probe() }
        } catch {
            services.logger.error("the database takes no write", metadata: ["error": "\(error)"])
            obstacles.append("the database takes no write")
        }
        return obstacles
    }
}
