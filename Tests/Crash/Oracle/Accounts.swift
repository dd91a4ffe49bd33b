import Cashu
import CashuCrypto
import ProcessTestSupport

/// What the wallets know to have happened, in satoshi, since the mint was new. What came in and went out of the node is
/// the word of the node's own file.
struct Accounts {
    private(set) var issued: UInt64 = 0
    private(set) var redeemed: UInt64 = 0
    private(set) var fees: UInt64 = 0
    private(set) var paidMsat: UInt64 = 0
    /// Signed by any operation.
    private(set) var signed: UInt64 = 0
    /// What was paid by the node or within the mint, rounded up for each payment, and what wallets left to the mint by
    /// giving too few blank outputs.
    private(set) var paid: UInt64 = 0
    private(set) var kept: UInt64 = 0
    /// Paid within the mint.
    private(set) var paidInside: Set<FixedBytes<32>> = []
    /// Minted without money from outside, in satoshi; a melt within the mint must have paid for each.
    private(set) var issuedInside: [FixedBytes<32>: UInt64] = [:]
    private(set) var issuedOutside: UInt64 = 0

    /// - Returns: what is wrong about it, if anything.
    mutating func record(
        _ request: Request, _ signatures: [BlindSignature], _ ledger: any LightningLedger, now: UInt64, _ purse: Purse
    ) -> String? {
        let total = signatures.map(\.amount).reduce(0, +)
        signed += total
        redeemed += request.inputs.total
        switch request.kind {
        case .swap:
            let fee = request.inputFee(ppk: purse.inputFeePPK)
            fees += fee
            return request.inputs.total == total + fee ? nil : "a swap is out of balance"
        case .mint(let invoice): return mint(invoice, total, ledger, now)
        case .melt(let payment): return melt(request, payment, total, ledger, now, purse)
        }
    }

    private mutating func mint(
        _ invoice: Invoice, _ total: UInt64, _ ledger: any LightningLedger, _ now: UInt64
    ) -> String? {
        issued += total
        guard total == invoice.amount else { return "minted \(total) for an invoice of \(invoice.amount)" }
        guard let received = ledger.received(invoice.paymentHash, at: now) else {
            issuedInside[invoice.paymentHash, default: 0] += total
            return issuedInside[invoice.paymentHash] == total ? nil : "an invoice was minted for twice"
        }
        issuedOutside += received
        return received == total ? nil : "minted \(total) for a payment of \(received)"
    }

    private mutating func melt(
        _ request: Request, _ payment: Payment, _ change: UInt64, _ ledger: any LightningLedger, _ now: UInt64,
        _ purse: Purse
    ) -> String? {
        let fee = request.inputFee(ppk: purse.inputFeePPK)
        fees += fee
        let msat: UInt64
        if payment.isInside {
            msat = payment.amount * 1_000
            guard paidInside.insert(payment.paymentHash).inserted else { return "an invoice was paid twice inside" }
        } else {
            guard case .settled(let spent) = ledger.outcome(payment.paymentHash, at: now) else { return "nobody paid" }
            guard ledger.timesPaid(payment.paymentHash, at: now) == 1 else { return "a payment hash was paid twice" }
            msat = spent
        }
        paidMsat += msat
        let price = Judge.price(of: payment, msat: msat)
        paid += price
        guard let rest = Money.subtract(request.inputs.total, fee + price + change) else { return "too much change" }
        kept += rest
        return nil
    }

    /// What wallets must hold: all that was minted, less all that was paid for.
    var circulating: UInt64? { Money.subtract(issued, fees + paid + kept) }

    /// Minted inside, though nobody has paid inside.
    var unpaid: [FixedBytes<32>] { issuedInside.keys.filter { !paidInside.contains($0) } }

    /// Where the mint's tables say something else.
    /// - Parameters:
    ///   - held: by the wallets, what is under way included.
    func differences(from totals: Totals, held: UInt64) -> [String] {
        func compare(_ what: String, _ mint: Int64, _ wallets: UInt64) -> String? {
            mint == Int64(wallets) ? nil : "\(what): \(mint) with the mint, \(wallets) with the wallets"
        }
        return [
            compare("in circulation", totals.signed - totals.spent, held),
            compare("in circulation by the accounts", Int64(circulating ?? 0), held),
            compare("signed", totals.signed, signed), compare("signed by the books", totals.issued, signed),
            compare("spent", totals.spent, redeemed), compare("spent by the books", totals.redeemed, redeemed),
            compare("minted by the books", totals.issuedByMinting, issued),
            compare("minted by the node", Int64(issued), issuedOutside + issuedInside.values.reduce(0, +)),
            compare("fees by the books", totals.fees, fees),
            compare("paid by the books, in msat", totals.paidMsat, paidMsat),
        ].compactMap { $0 }
    }
}
