internal import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

extension WriteTransaction {
    /// Why nothing may be signed; `nil` when it may.
    mutating func pauseReason() throws(KeysStoreError) -> String? {
        let row = try rows("SELECT reason FROM pause").first
        do throws(DatabaseError) { return try row?.text(0) } catch { throw .database(error) }
    }

    /// Of the keysets that exist.
    mutating func states(of keysets: Set<KeysetID>) throws(KeysStoreError) -> [KeysetID: Int64] {
        var states: [KeysetID: Int64] = [:]
        for id in keysets {
            let row = try rows("SELECT state FROM keyset WHERE id = \(id)").first
            do throws(DatabaseError) { states[id] = try row?.integer(0) } catch { throw .database(error) }
        }
        return states
    }

    /// - Returns: whether that changed anything.
    mutating func pause(_ pause: SigningPause, at now: UInt64) throws(KeysStoreError) -> Bool {
        guard (try pauseReason() != nil) != pause.isPaused else { return false }
        if pause.isPaused {
            try changeOne(
                "pause", "INSERT INTO pause (only, reason, paused_at) VALUES (1, \(pause.reason), \(now))")
        } else {
            try changeOne("pause", "DELETE FROM pause")
        }
        return true
    }

    /// What each key of the keysets has signed.
    mutating func issued(by keysets: [KeysetID]) throws(KeysStoreError) -> [IssuedAmount] {
        var issued: [IssuedAmount] = []
        for id in keysets {
            let found = try rows("SELECT amount, outputs FROM issued WHERE keyset_id = \(id) ORDER BY amount")
            do throws(DatabaseError) {
                for row in found {
                    issued.append(
                        IssuedAmount(keysetID: id, amount: try row.unsigned(0), outputs: try row.unsigned(1)))
                }
            } catch {
                throw .database(error)
            }
        }
        return issued
    }

    /// What was signed of each unit, in the order of their names.
    mutating func ledgerSums() throws(KeysStoreError) -> [LedgerAnchor] {
        let found = try rows(
            """
            SELECT unit.name, issued.amount, issued.outputs
            FROM issued JOIN keyset ON keyset.id = issued.keyset_id JOIN unit USING (unit_index) ORDER BY unit.name
            """)
        do throws(DatabaseError) {
            var sums: [CurrencyUnit: LedgerAnchor] = [:]
            for row in found {
                let (unit, amount, outputs) = (try row.unit(0), try row.unsigned(1), try row.unsigned(2))
                let (product, overflows) = amount.multipliedReportingOverflow(by: outputs)
                let before = sums[unit] ?? LedgerAnchor(unit: unit, outputs: 0, amount: 0)
                sums[unit] = LedgerAnchor(
                    unit: unit, outputs: Money.add(before.outputs, outputs) ?? Money.maximum,
                    amount: overflows ? Money.maximum : Money.add(before.amount, product) ?? Money.maximum)
            }
            return sums.values.sorted { $0.unit.name < $1.unit.name }
        } catch {
            throw .database(error)
        }
    }

    /// The last line of the audit log on each unit.
    mutating func anchors() throws(KeysStoreError) -> [LedgerAnchor] {
        let found = try rows("SELECT detail FROM audit WHERE kind = 'ledger' ORDER BY number DESC LIMIT 1000")
        do throws(DatabaseError) {
            var anchors: [CurrencyUnit: LedgerAnchor] = [:]
            for row in found {
                guard let anchor = LedgerAnchor(try row.text(0)) else { throw .unreadable("a line on the ledger") }
                if anchors[anchor.unit] == nil { anchors[anchor.unit] = anchor }
            }
            return Array(anchors.values)
        } catch {
            throw .database(error)
        }
    }

    /// Remembers how far a mint's books have come.
    ///
    /// - Throws: `rolledBack` when they were further before.
    mutating func note(_ inquiry: LedgerInquiry, at now: UInt64) throws(KeysStoreError) {
        guard inquiry.completedOperations <= Money.maximum else {
            throw .refused(.invalidArgument, "no mint has completed so many operations")
        }
        let row = try rows("SELECT completed_operations FROM mint_progress WHERE mint = \(inquiry.mint)").first
        let known: UInt64?
        do throws(DatabaseError) { known = try row?.unsigned(0) } catch { throw .database(error) }
        if let known, known > inquiry.completedOperations {
            throw .refused(
                .rolledBack,
                "the mint had completed \(known) operations before, and says \(inquiry.completedOperations) now")
        }
        if known == inquiry.completedOperations { return }
        if known == nil { try checkRoom() }
        try changeOne(
            "progress of a mint",
            """
            INSERT INTO mint_progress (mint, completed_operations, reported_at)
            VALUES (\(inquiry.mint), \(inquiry.completedOperations), \(now))
            ON CONFLICT (mint) DO UPDATE
            SET completed_operations = excluded.completed_operations, reported_at = excluded.reported_at
            """)
    }

    /// How many mints are remembered: ids that a mint makes up must not fill the disk.
    private static let maximumMints: Int64 = 64

    private mutating func checkRoom() throws(KeysStoreError) {
        let row = try rows("SELECT count(*) FROM mint_progress").first
        let count: Int64
        do throws(DatabaseError) { count = try row?.integer(0) ?? 0 } catch { throw .database(error) }
        guard count < Self.maximumMints else {
            throw .refused(.limitExceeded, "\(count) mints have used this signatory, more are not remembered")
        }
    }

    /// Forgets operations that were signed before `time`, at most 500.
    /// - Returns: how many.
    mutating func forgetOperations(before time: UInt64) throws(KeysStoreError) -> Int {
        try rows(
            """
            DELETE FROM signed_operation WHERE signed_at < \(time)
            AND number IN (SELECT number FROM signed_operation ORDER BY number LIMIT 500) RETURNING number
            """
        ).count
    }
}
