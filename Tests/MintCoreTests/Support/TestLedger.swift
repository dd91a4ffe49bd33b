import Cashu
import CashuCrypto
import SignatoryAPI

/// The books of a test's signatory.
struct TestLedger: Sendable {
    struct Key: Hashable {
        let keysetID: KeysetID
        let amount: UInt64
    }

    var isAway = false
    var auditNumber: UInt64 = 1
    var issued: [Key: UInt64] = [:]
    var progress: [FixedBytes<16>: UInt64] = [:]
    private(set) var inquiries = 0
    private var operations: Set<OperationID> = []

    mutating func count(_ request: SigningRequest) {
        guard operations.insert(request.operationID).inserted else { return }
        for output in request.outputs {
            issued[Key(keysetID: output.keysetID, amount: output.amount), default: 0] += 1
        }
    }

    mutating func compare(_ inquiry: LedgerInquiry) throws(SignatoryError) -> LedgerReport {
        inquiries += 1
        if isAway { throw SignatoryError(.unavailable, "away") }
        let known = progress[inquiry.mint] ?? 0
        guard inquiry.completedOperations >= known else {
            throw SignatoryError(.rolledBack, "\(known) before, \(inquiry.completedOperations) now")
        }
        progress[inquiry.mint] = inquiry.completedOperations
        let asked = issued.filter { inquiry.keysets.contains($0.key.keysetID) }
        return LedgerReport(
            issued: asked.map { IssuedAmount(keysetID: $0.key.keysetID, amount: $0.key.amount, outputs: $0.value) },
            auditNumber: auditNumber)
    }
}
