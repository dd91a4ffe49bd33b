internal import Logging
internal import Metrics
internal import MintStore
internal import PaymentAPI
internal import Synchronization

/// Compares what the node has with what the mint owes, and pauses what its rule says while it has too little. It ends
/// nothing and kills nothing: what is paused goes on by itself once there is enough.
///
/// Metrics: `mint_backend_balance_msat`, `mint_owed_msat`, `mint_solvency_ratio`.
final class Solvency: Sendable {
    private let services: Services
    private let shortLooks = Mutex(0)

    init(_ services: Services) { self.services = services }

    /// Once. A backend that does not answer changes nothing: it is the circuit breaker's business.
    func look(_ books: [Conservation], _ pending: [PendingPayments]) async {
        guard let rule = services.settings.solvency else { return }
        let backend = services.backend
        do throws(PaymentError) {
            guard let balance = try await services.balance() else { return }
            let report = SolvencyReport(
                ownedMsat: balance.ownedMsat, books: books, pending: pending, rate: { backend.rate(of: $0) })
            guard let report else {
                return services.logger.error("what the mint owes is not comparable with its backend's balance")
            }
            record(report)
            judge(report, rule)
        } catch {
            services.logger.warning("the backend's balance is not known", metadata: ["error": "\(error)"])
        }
    }

    private func record(_ report: SolvencyReport) {
        let dimensions = [("backend", services.backend.name)]
        Gauge(label: "mint_backend_balance_msat", dimensions: dimensions).record(report.ownedMsat)
        Gauge(label: "mint_owed_msat", dimensions: dimensions).record(report.owedMsat)
        if let ratio = report.ratio { Gauge(label: "mint_solvency_ratio", dimensions: dimensions).record(ratio) }
    }

    func judge(_ report: SolvencyReport, _ rule: SolvencyRule) {
        let wasShort = services.solvencyGate.current != nil
        guard !report.fulfils(rule) else {
            shortLooks.withLock { $0 = 0 }
            services.solvencyGate.set(nil)
            if wasShort { services.logger.notice("the mint has what it owes again") }
            return
        }
        let looks = shortLooks.withLock { looks in
            looks += 1
            return looks
        }
        guard looks >= rule.looks else { return }
        let shortage =
            "the backend has \(report.ownedMsat) msat and \(report.pendingMsat) msat on their way, the mint owes "
            + "\(report.owedMsat) msat"
        services.solvencyGate.set(shortage)
        guard !wasShort else { return }
        services.logger.critical(
            "the mint has less than it owes",
            metadata: ["detail": "\(shortage)", "paused": "\(rule.consequence.rawValue)"])
    }
}
