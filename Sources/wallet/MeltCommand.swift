internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct MeltCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "melt", abstract: "Pay a Lightning invoice.",
        discussion: """
            Waits until the payment is settled. Should it take longer than the mint waits, the coins stay locked until \
            a later command learns what became of it.
            """)

    @OptionGroup var options: WalletOptions

    @Argument(help: "The invoice: lnbc….")
    var invoice: String

    @Option(help: "The highest fee to allow. (default: the larger of 10 and 5 % of the amount)")
    var maxFee: UInt64?

    private struct Answer: Encodable {
        let paid: UInt64
        let fee: UInt64
        let unit: String
        let preimage: String?
        let provesPayment: Bool?
    }

    func run(_ session: Session) async throws(WalletError) {
        let wallet = try await session.wallet()
        let quote = try await wallet.requestMelt(invoice, options.unit)
        let paid = try await wallet.melt(quote, feeLimit: maxFee)
        if paid.provesPayment == false {
            Session.note("warning: the mint says that it paid, but its preimage is not the invoice's; ask the payee")
        }
        session.answer(
            "paid an invoice of \(paid.amount), fee \(paid.fee)",
            Answer(
                paid: paid.amount, fee: paid.fee, unit: options.unit.name, preimage: paid.preimage,
                provesPayment: paid.provesPayment))
    }
}
