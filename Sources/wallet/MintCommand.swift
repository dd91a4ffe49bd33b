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
            try await collect(quote, wallet, session, seconds: wait)
        } else {
            for quote in try await wallet.openQuotes() {
                try await collect(quote, wallet, session, seconds: nil)
            }
        }
    }

    /// Asks twice a second; with `nil` once.
    private func collect(
        _ quote: WalletMintQuote, _ wallet: Wallet, _ session: Session, seconds: UInt64?
    ) async throws(WalletError) {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(Int64(clamping: seconds ?? 0))
        while true {
            switch try await wallet.collect(quote.id) {
            case .minted(let amount):
                return session.answer(
                    "minted \(amount) \(quote.unit)",
                    Answer(minted: amount, unit: quote.unit.name, quote: quote.id))
            case .alreadyIssued: return Session.note("nothing is left to mint of \(quote.amount) \(quote.unit)")
            case .unpaid: break
            }
            guard clock.now < deadline else {
                if seconds == nil { return Session.note("not paid: \(quote.request)") }
                throw .pending
            }
            // Only cancellation ends a sleep early, and nobody cancels this task.
            try? await clock.sleep(for: .milliseconds(500))
        }
    }
}
