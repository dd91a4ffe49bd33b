internal import Cashu
internal import MintStore
internal import Storage

/// What an operator did to an operation by hand: it stays among the incidents, resolved, with his reason.
struct ManualStep: Sendable {
    private let report: Incident.Report
    private let reason: String

    /// - Parameter detail: what was done, and on which evidence.
    init(_ operation: OperationID?, quote: String?, detail: String, reason: String) {
        report = Incident.Report(.manual, backend: nil, operation: operation, quoteID: quote, detail: detail)
        self.reason = reason
    }

    /// In the transaction that does it, so that neither is there without the other.
    func record(in transaction: inout WriteTransaction, at now: UInt64) throws(StoreError) {
        try transaction.record(report, at: now, resolution: reason)
    }
}
