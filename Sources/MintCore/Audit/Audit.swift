internal import Cashu
internal import Logging
internal import Metrics
package import MintStore
internal import PaymentAPI
internal import Storage

/// What an audit found.
package struct AuditReport: Sendable {
    package let units: [Conservation]
    package let keysets: [KeysetBalance]
    package let strays: Strays
    package let pendingPayments: [PendingPayments]

    /// What is wrong, in words for the operator; empty when nothing is.
    package var breaches: [String] {
        var breaches: [String] = []
        for unit in units where !unit.isHeld {
            breaches.append(
                "\(unit.unit): outstanding \(unit.outstanding), off by \(unit.difference) from the books, quotes off by "
                    + "\(unit.quoteDifference), \(unit.shortfalls) operations gave more than they took")
        }
        for keyset in keysets where keyset.outstanding < 0 {
            breaches.append("keyset \(keyset.keysetID): more was redeemed than was ever signed")
        }
        if !strays.areNone {
            breaches.append(
                "reserved for operations that are not there: \(strays.proofs) proofs, \(strays.outputs) outputs, "
                    + "\(strays.meltQuotes) melt quotes")
        }
        return breaches
    }
}

/// Checks the books every minute, all of them: issued − redeemed = received − paid out − fees − what the mint still
/// owes or kept. A breach is an incident, and nothing is melted until an operator has resolved it.
///
/// Metrics: `mint_outstanding` and `mint_conservation_difference` by unit, `mint_melts_pending` and
/// `mint_oldest_pending_melt_seconds` by backend, `mint_audit_seconds`.
struct Audit: Sendable {
    private let services: Services
    private let comparison: LedgerComparison
    private let solvency: Solvency

    /// An audit reads every proof and signature: of a mint with many of them, this part of the time is spent on it.
    private static let restPerWork: UInt64 = 20

    init(_ services: Services) {
        self.services = services
        comparison = LedgerComparison(services)
        solvency = Solvency(services)
    }

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let start = ContinuousClock.now
            await round()
            let taken = (ContinuousClock.now - start).components
            let milliseconds = UInt64(clamping: taken.seconds * 1_000 + taken.attoseconds / 1_000_000_000_000_000)
            Metrics.Timer(label: "mint_audit_seconds").recordMilliseconds(milliseconds)
            await services.clock.sleep(
                milliseconds: max(services.settings.auditIntervalMilliseconds, milliseconds * Self.restPerWork))
        }
    }

    func untilCompared() async { await comparison.untilCompared() }

    /// How far both ends have come, before anything is signed.
    func compareOnce() async { await comparison.round() }

    func report() async throws(MintFailure) -> AuditReport {
        try await services.read { (transaction) throws(StoreError) in
            AuditReport(
                units: try transaction.conservation(), keysets: try transaction.keysetBalances(),
                strays: try transaction.strays(), pendingPayments: try transaction.pendingPayments())
        }
    }

    /// Once, with its consequences.
    func round() async {
        do throws(MintFailure) {
            let report = try await report()
            for unit in report.units {
                let dimensions = [("unit", unit.unit.name)]
                Gauge(label: "mint_outstanding", dimensions: dimensions).record(unit.outstanding)
                Gauge(label: "mint_conservation_difference", dimensions: dimensions).record(unit.difference)
            }
            record(report.pendingPayments)
            await solvency.look(report.units, report.pendingPayments)
            var breaches = report.breaches
            // What nobody compares is not compared: a mint that is used without being run.
            if services.ledgerGate.current != .unguarded { breaches += await comparison.breaches() }
            if !breaches.isEmpty { try await alarm(breaches.joined(separator: "; ")) }
        } catch {
            services.logger.error("the books could not be checked", metadata: ["error": "\(error)"])
        }
    }

    private func record(_ pending: [PendingPayments]) {
        let dimensions = [("backend", services.backend.name)]
        let oldest = pending.map(\.oldest).min().map { Money.subtract(services.clock.now(), $0) ?? 0 } ?? 0
        Gauge(label: "mint_melts_pending", dimensions: dimensions).record(pending.map(\.count).reduce(0, +))
        Gauge(label: "mint_oldest_pending_melt_seconds", dimensions: dimensions).record(oldest)
    }

    private func alarm(_ breach: String) async throws(MintFailure) {
        services.logger.critical("the books do not balance", metadata: ["breach": "\(breach)"])
        let now = services.clock.now()
        do throws(WriteFailure) {
            _ = try await services.write { (transaction) throws(StoreError) in
                try transaction.recordOnce(Incident.Report(.conservation, backend: nil, detail: breach), at: now)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            throw error.mintFailure
        }
    }
}
