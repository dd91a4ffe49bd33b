internal import CashuCrypto
internal import MintStore
internal import SignatoryAPI
internal import Storage

extension LedgerComparison {
    /// What this mint says of itself, and what it remembers of the signatory.
    struct Progress: Sendable {
        let mint: FixedBytes<16>
        let operations: UInt64
        /// The highest number of the signatory's audit log that was ever seen.
        let auditNumber: UInt64
    }

    /// Written down before it is told: what a loss of power takes back was never told.
    func readProgress() async throws(WriteFailure) -> Progress {
        let (now, fresh) = (services.clock.now(), FixedBytes<16>.random())
        return try await services.write { (transaction) throws(StoreError) in
            let mint = try transaction.mintID(orMake: fresh, at: now)
            let operations = try transaction.lastOperationNumber()
            try transaction.write(operations.bigEndianBytes, .reportedOperations, at: now)
            return Progress(
                mint: mint, operations: operations, auditNumber: try transaction.number(.auditNumber) ?? 0)
        } evidence: { (_) throws(StoreError) in nil }
    }

    /// Keeps the highest number. A log that is shorter than it was before we asked is an incident.
    func remember(_ report: LedgerReport, after progress: Progress) async throws(WriteFailure) {
        let now = services.clock.now()
        try await services.write { (transaction) throws(StoreError) in
            let known = try transaction.number(.auditNumber) ?? 0
            if report.auditNumber > known {
                try transaction.write(report.auditNumber.bigEndianBytes, .auditNumber, at: now)
            }
            guard report.auditNumber < progress.auditNumber else { return }
            _ = try transaction.recordOnce(
                Incident.Report(
                    .conservation, backend: nil,
                    detail: "the signatory's audit log has \(report.auditNumber) lines and had \(progress.auditNumber): "
                        + "its keys database was restored from a backup"), at: now)
        } evidence: { (_) throws(StoreError) in nil }
    }
}

extension KeyValueName {
    private static func ledger(_ name: String) -> KeyValueName {
        guard let name = KeyValueName("ledger", name) else { preconditionFailure("a name of letters") }
        return name
    }

    fileprivate static var mintID: KeyValueName { ledger("mint-id") }
    fileprivate static var reportedOperations: KeyValueName { ledger("reported-operations") }
    fileprivate static var auditNumber: KeyValueName { ledger("signatory-audit-number") }
}

extension WriteTransaction {
    /// The id of this database, made with the first comparison. Of many who make one, one does.
    fileprivate mutating func mintID(orMake fresh: FixedBytes<16>, at now: UInt64) throws(StoreError) -> FixedBytes<16> {
        _ = try write(Array(fresh.bytes), .mintID, replacing: nil, at: now)
        guard let id = try FixedBytes<16>(value(.mintID) ?? []) else { throw .conflict("the id of this database") }
        return id
    }

    fileprivate mutating func number(_ name: KeyValueName) throws(StoreError) -> UInt64? {
        try value(name).map { $0.reduce(0) { $0 << 8 | UInt64($1) } }
    }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * (7 - UInt64($0)))) } }
}
