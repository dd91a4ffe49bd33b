internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct MintCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "mint",
        abstract: "Pay an invoice and get ecash.",
        discussion: "Without an amount: gets the ecash for all invoices of before that were paid in the meantime.")

    @OptionGroup var options: WalletOptions

    @Argument(help: "How much.")
    var amount: UInt64?

    @Option(help: "What the invoice says it is for.")
    var description: String?

    @Option(help: "How many seconds to wait for the payment.")
    var wait: UInt64 = 600

    private struct Answer: Encodable {
        let minted: UInt64
        let unit: String
        let quote: String
    }

    func run(_ session: Session) async throws(WalletError) {
        let wallet = try await session.wallet()
        if let amount {
            let quote = try await wallet.requestMint(amount, options.unit, description: description)
            if options.json {
                Session.note("pay \(quote.request)")
            } else {
                print(quote.request)
            }
            try await collect(quote, wallet, session)
        } else {
            for (quote, result) in try await wallet.collectOpenQuotes() {
                switch result {
                case .success(let minting): report(minting, quote, session)
                case .failure(let error): Session.note("could not mint \(quote.amount) \(quote.unit): \(error)")
                }
            }
        }
    }

    /// Asks twice a second.
    private func collect(_ quote: WalletMintQuote, _ wallet: Wallet, _ session: Session) async throws(WalletError) {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(Int64(clamping: wait))
        while true {
            let minting = try await wallet.collect(quote.id)
            guard minting == .unpaid else { return report(minting, quote, session) }
            guard clock.now < deadline else { throw .pending }
            // Only cancellation ends a sleep early, and nobody cancels this task.
            try? await clock.sleep(for: .milliseconds(500))
        }
    }

    private func report(_ minting: Wallet.Minting, _ quote: WalletMintQuote, _ session: Session) {
        switch minting {
        case .minted(let amount):
            session.answer(
                "minted \(amount) \(quote.unit)", Answer(minted: amount, unit: quote.unit.name, quote: quote.id))
        case .alreadyIssued: Session.note("nothing is left to mint of \(quote.amount) \(quote.unit)")
        case .unpaid: Session.note("not paid: \(quote.request)")
        }
    }
}
