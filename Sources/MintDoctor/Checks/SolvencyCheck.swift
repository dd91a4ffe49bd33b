internal import Cashu
internal import MintStore
package import PaymentAPI
internal import Storage

/// What the mint owes, beside what its node has.
package struct SolvencyCheck: Check {
    package let subject = "solvency"
    private let look: DatabaseLook
    private let backend: (any PaymentBackend)?

    /// - Parameter backend: `nil` for one that has no money, or cannot be asked.
    package init(_ look: DatabaseLook, _ backend: (any PaymentBackend)?) {
        self.look = look
        self.backend = backend
    }

    package func findings() async -> [Finding] {
        guard let backend else { return [.ok(subject, "not asked: there is no node whose money could be counted")] }
        do throws(StoreError) {
            guard let owed = try await owed() else { return [.ok(subject, "nothing is owed: there are no books yet")] }
            return books(owed) + [await finding(owed, backend)]
        } catch {
            return [
                .warning(subject, "not known: the database does not say what is owed", advice: "mend the database")
            ]
        }
    }

    /// In millisatoshi.
    private struct Owed: Sendable {
        /// Ecash that is out, and what was paid for and not yet taken.
        var claims: UInt64 = 0
        /// What melts under way have the node pay: their ecash is still among the claims.
        var leaving: UInt64 = 0
        var isBalanced = true
    }

    /// `nil` where there are no tables.
    private func owed() async throws(StoreError) -> Owed? {
        guard try await look.standing() != nil else { return nil }
        return try await look.read { (transaction) throws(StoreError) in
            var owed = Owed()
            for unit in try transaction.conservation() {
                owed.isBalanced = owed.isBalanced && unit.isHeld
                guard let msat: UInt64 = unit.unit == .sat ? 1_000 : unit.unit == .msat ? 1 : nil else { continue }
                let claims = UInt64(clamping: unit.outstanding).adding(unit.unissued)
                owed.claims = owed.claims.adding(claims.times(msat))
            }
            do throws(DatabaseError) {
                let rows = try transaction.run(
                    "SELECT CAST(COALESCE(SUM(amount_msat), 0) AS \(.integer)) FROM melt_quote WHERE state = 'PENDING'")
                for row in rows { owed.leaving = UInt64(clamping: try row.integer(0)) }
            } catch {
                throw .database(error)
            }
            return owed
        }
    }

    private func books(_ owed: Owed) -> [Finding] {
        owed.isBalanced
            ? [] : [.failed("books", "they do not balance", advice: "mintctl audit; docs/operations.md says what to do")]
    }

    private func finding(_ owed: Owed, _ backend: any PaymentBackend) async -> Finding {
        let owned: UInt64
        do throws(PaymentError) {
            guard let balance = try await backend.balance() else {
                return .ok(subject, "not known: the backend has no balance")
            }
            owned = balance.ownedMsat
        } catch {
            return .warning(
                subject, "not known: the node does not say what it has", advice: "mend what is wrong with the node")
        }
        let words = "the mint owes \(Sat.text(owed.claims)), and its node has \(Sat.text(owned))"
        if owned >= owed.claims { return .ok(subject, words) }
        guard owned.adding(owed.leaving) < owed.claims else {
            return .warning(
                subject, "\(words); \(Sat.text(owed.leaving)) are under way to payees",
                advice: "look again when these melts are over (mintctl saga list)")
        }
        return .failed(
            subject, "\(words): \(Sat.text(owed.claims - owned)) are missing",
            advice: "find out where they went before anything is melted, and put them back")
    }
}

extension UInt64 {
    fileprivate func adding(_ other: UInt64) -> UInt64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    fileprivate func times(_ factor: UInt64) -> UInt64 {
        let (product, isOver) = multipliedReportingOverflow(by: factor)
        return isOver ? .max : product
    }
}
