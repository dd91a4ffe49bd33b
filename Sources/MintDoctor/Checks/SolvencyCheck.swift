internal import Cashu
package import MintCore
internal import MintStore
package import PaymentAPI
internal import Storage

/// What the mint owes, beside what its node has, by the rule of the mint's own watchdog.
package struct SolvencyCheck: Check {
    package let subject = "solvency"
    private let look: DatabaseLook
    private let backend: (any PaymentBackend)?
    private let rule: SolvencyRule

    /// - Parameter backend: `nil` for one that has no money, or cannot be asked.
    package init(_ look: DatabaseLook, _ backend: (any PaymentBackend)?, _ rule: SolvencyRule) {
        self.look = look
        self.backend = backend
        self.rule = rule
    }

    package func findings() async -> [Finding] {
        guard let backend else { return [.ok(subject, "not asked: there is no node whose money could be counted")] }
        do throws(StoreError) {
            guard let books = try await books() else { return [.ok(subject, "nothing is owed: there are no books yet")] }
            return balance(of: books) + [await finding(books, backend)]
        } catch {
            return [
                .warning(subject, "not known: the database does not say what is owed", advice: "mend the database")
            ]
        }
    }

    /// The sums are over all that was ever signed and spent, so this need be no fault.
    package func unanswered(after seconds: Int64) -> Finding {
        .warning(
            subject, "not known: the sums over the books take longer than \(seconds) s, or the node does not answer",
            advice: "ask the mint that runs: 'mintctl audit --timeout 3600' waits for the books, and its metrics "
                + "mint_owed_msat and mint_backend_balance_msat are both sides of it")
    }

    private struct Books: Sendable {
        let units: [Conservation]
        let pending: [PendingPayments]
    }

    /// `nil` where there are no tables.
    private func books() async throws(StoreError) -> Books? {
        guard try await look.standing() != nil else { return nil }
        return try await look.read { (transaction) throws(StoreError) in
            Books(units: try transaction.conservation(), pending: try transaction.pendingPayments())
        }
    }

    private func balance(of books: Books) -> [Finding] {
        books.units.allSatisfy(\.isHeld)
            ? [] : [.failed("books", "they do not balance", advice: "mintctl audit; docs/operations.md says what to do")]
    }

    private func finding(_ books: Books, _ backend: any PaymentBackend) async -> Finding {
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
        let report = SolvencyReport(
            ownedMsat: owned, books: books.units, pending: books.pending, rate: { backend.rate(of: $0) })
        guard let report else {
            return .warning(
                subject, "not known: the mint owes in a unit in which its node has nothing",
                advice: "compare by hand what mintctl audit says with what the node has")
        }
        return finding(report)
    }

    private func finding(_ report: SolvencyReport) -> Finding {
        var words = "the mint owes \(Sat.text(report.owedMsat)), and its node has \(Sat.text(report.ownedMsat))"
        if report.pendingMsat > 0 {
            words += " and at most \(Sat.text(report.pendingMsat)) on their way to payees"
        }
        guard !report.fulfils(rule) else { return .ok(subject, words) }
        let percent = "\(Double(rule.partsPerMillion) / 10_000) %"
        return .failed(
            subject, "\(words): that is less than the \(percent) that [solvency] asks for",
            advice: "find out where it went before anything is melted, and put it back")
    }
}
