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

    private struct Answer: Encodable {
        let paid: UInt64
        let fee: UInt64
        let unit: String
        let preimage: String?
    }

    func run(_ session: Session) async throws(WalletError) {
        let wallet = try await session.wallet()
        let quote = try await wallet.requestMelt(invoice, options.unit)
        let paid = try await wallet.melt(quote)
        session.answer(
            "paid an invoice of \(paid.amount), fee \(paid.fee)",
            Answer(paid: paid.amount, fee: paid.fee, unit: options.unit.name, preimage: paid.preimage))
    }
}
