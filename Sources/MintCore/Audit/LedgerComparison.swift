internal import Cashu
internal import CashuCrypto
internal import Logging
internal import Metrics
internal import MintStore
internal import SignatoryAPI
internal import Storage

/// Compares this mint's books with the signatory's, at the start and with every audit.
///
/// Each end remembers how far the other had come, on its own disk: so whichever of the two is restored from a backup is
/// found out by the one that was not. A mint that was restored does nothing any more; a signatory that was restored, or
/// signatures that it never made, are an incident.
///
/// Metric: `mint_signatory_surplus`, the outputs that were signed and that this mint has not stored: of operations under
/// way, and of those that were given up when nobody knew whether they were signed.
struct LedgerComparison: Sendable {
    private enum Verdict: Error {
        case signatory(SignatoryError)
        case mint(MintFailure)
    }

    let services: Services

    private static let pauseMilliseconds: UInt64 = 500
    /// Another process of this mint may have told a higher number between our look and our question. Each look is new, so
    /// only one that was overtaken every time would take it for a rollback, and end.
    private static let attempts = 10

    init(_ services: Services) { self.services = services }

    /// Until the signatory has answered once, or the task is cancelled.
    func untilCompared() async {
        while !Task.isCancelled {
            await round()
            guard services.ledgerGate.current == .waiting else { return }
            await services.clock.sleep(milliseconds: Self.pauseMilliseconds)
        }
    }

    /// Once, with its consequences: how far both have come.
    func round() async {
        do throws(Verdict) {
            _ = try await report(on: [])
            services.ledgerGate.set(.open)
        } catch {
            note(error)
        }
    }

    /// Once, with its consequences: also what each key has signed.
    /// - Returns: what is wrong, in words for the operator.
    func breaches() async -> [String] {
        do throws(Verdict) {
            // Ours first: the signatory counts before the mint does.
            return try await compare(try await ownCounts())
        } catch {
            note(error)
            return []
        }
    }

    private func compare(_ own: [IssuedCount]) async throws(Verdict) -> [String] {
        var (breaches, signed): ([String], UInt64) = ([], 0)
        let keysets = Set(own.map(\.keysetID)).sorted { $0.hex < $1.hex }
        for start in stride(from: 0, to: keysets.count, by: LedgerInquiry.maximumKeysets) {
            let asked = Array(keysets[start..<min(start + LedgerInquiry.maximumKeysets, keysets.count)])
            let report = try await report(on: asked)
            var theirs: [IssuedAmount: UInt64] = [:]
            for issued in report.issued {
                theirs[IssuedAmount(keysetID: issued.keysetID, amount: issued.amount, outputs: 0)] = issued.outputs
                signed = Money.add(signed, issued.outputs) ?? Money.maximum
            }
            for count in own where asked.contains(count.keysetID) {
                let known = theirs[IssuedAmount(keysetID: count.keysetID, amount: count.amount, outputs: 0)] ?? 0
                guard count.outputs > known else { continue }
                breaches.append(
                    "keyset \(count.keysetID), amount \(count.amount): \(count.outputs) signatures are stored, and the "
                        + "signatory made \(known): its keys database was restored from a backup, or they are forged")
            }
        }
        let stored = Money.sum(own.map(\.outputs)) ?? Money.maximum
        Gauge(label: "mint_signatory_surplus").record(Int64(clamping: signed) - Int64(clamping: stored))
        return breaches
    }

    private func report(on keysets: [KeysetID]) async throws(Verdict) -> LedgerReport {
        for attempt in 1...Self.attempts {
            let progress = try await own { () async throws(WriteFailure) -> Progress in try await readProgress() }
            let inquiry = LedgerInquiry(
                mint: progress.mint, completedOperations: progress.operations, keysets: keysets)
            let report: LedgerReport
            do throws(SignatoryError) {
                report = try await services.signatory.compare(inquiry)
            } catch {
                guard error.code == .rolledBack, attempt < Self.attempts else { throw .signatory(error) }
                continue
            }
            try await own { () async throws(WriteFailure) -> Void in try await remember(report, after: progress) }
            return report
        }
        throw .signatory(SignatoryError(.unavailable, "not compared"))
    }

    private func ownCounts() async throws(Verdict) -> [IssuedCount] {
        do throws(MintFailure) {
            return try await services.read { (transaction) throws(StoreError) in try transaction.issuedCounts() }
        } catch {
            throw .mint(error)
        }
    }

    private func own<R: Sendable>(_ body: () async throws(WriteFailure) -> R) async throws(Verdict) -> R {
        do throws(WriteFailure) { return try await body() } catch { throw .mint(error.mintFailure) }
    }

    private func note(_ verdict: Verdict) {
        switch verdict {
        case .signatory(let error) where error.code == .rolledBack:
            services.logger.critical(
                "the mint's database is older than the signatory knows it: it was restored from a backup",
                metadata: ["detail": "\(error.detail)"])
            services.ledgerGate.set(.rolledBack(error.detail))
        case .signatory(let error):
            services.logger.warning("books not compared", metadata: ["error": "\(error.code): \(error.detail)"])
        case .mint(let failure):
            services.logger.error("books not compared", metadata: ["error": "\(failure)"])
        }
    }
}
