import Cashu
import CashuCrypto
import ProcessTestSupport

/// Holdings and books against the mint.
extension Oracle {
    /// No coin of a wallet was spent by anybody else.
    func compareHoldings(_ wallets: [Wallet], _ findings: inout Findings) async throws {
        let coins = wallets.flatMap(\.coins)
        let states = try await Facts.states(coins.map(\.point), purse)
        for coin in coins where states[coin.point] != "UNSPENT" {
            findings.lost += coin.proof.amount
            let state = states[coin.point] ?? "unknown"
            findings.faults.append("a coin of \(coin.proof.amount) is \(state): \(coin.point)")
        }
    }

    /// The mint's own word on its books, which is never to be otherwise, whatever is under way.
    func checkConservation(_ findings: inout Findings) async throws {
        guard watchesConservation else { return }
        if let breach = try await store.breach() { findings.faults.append(breach) }
    }

    /// A payment in flight may end between two looks; then another look is taken.
    mutating func compareBooks(_ wallets: inout [Wallet], _ findings: inout Findings) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let held = wallets.flatMap(\.coins).total + wallets.flatMap(\.journal).flatMap(\.inputs).total
            let totals = try await Totals(store)
            let differences = accounts.differences(from: totals, held: held)
            if differences.isEmpty { break }
            let mayHaveMoved = wallets.contains { !$0.journal.isEmpty }
            guard mayHaveMoved, ContinuousClock.now < deadline else {
                let outstanding = totals.signed - totals.spent
                if outstanding > Int64(held) { findings.lost += UInt64(outstanding - Int64(held)) }
                if outstanding < Int64(held) { findings.doubled += UInt64(Int64(held) - outstanding) }
                return findings.faults += differences
            }
            findings.open = 0
            try await judge(&wallets, &findings)
            guard findings.isFine else { return }
        }
        let inFlight = Set(wallets.flatMap(\.journal).compactMap(\.insidePayment))
        for hash in accounts.unpaid where !inFlight.contains(hash) {
            findings.doubled += accounts.issuedInside[hash] ?? 0
            findings.faults.append("minted, though nobody paid the invoice \(hash)")
        }
    }
}

extension Request {
    var isMelt: Bool { if case .melt = kind { true } else { false } }

    fileprivate var insidePayment: FixedBytes<32>? {
        if case .melt(let payment) = kind, payment.isInside { payment.paymentHash } else { nil }
    }
}
