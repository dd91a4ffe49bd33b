internal import Cashu
internal import MintStore

/// What a wallet is charged for a payment, in the unit: what the backend says that it cost, within what was agreed.
/// Beyond the bounds the loss, or the gain, is the mint's.
struct MeltCharge: Sendable, Equatable {
    enum Verdict: Sendable {
        case agreed
        /// Less than the invoice asks: the backend is wrong.
        case underspent
        /// More than amount and fee reserve, which the backend was told not to spend.
        case overspent
    }

    let amount: UInt64
    let verdict: Verdict

    init(_ quote: MeltQuote, spentMsat: UInt64) {
        let most = Money.add(quote.amount, quote.feeReserve) ?? Money.maximum
        let spent = quote.rate.amount(forMsat: spentMsat)
        amount = min(max(spent, quote.amount), most)
        // Who pays what the quote says, to the millisatoshi, is right however its unit rounds.
        verdict =
            spent < quote.amount && spentMsat < quote.amountMsat
            ? .underspent : spent > most && spentMsat > quote.amountMsat ? .overspent : .agreed
    }
}
