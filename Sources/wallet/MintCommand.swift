internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct MintCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "mint",
        abstract: "Pay an invoice and get ecash.",
        discussion: """
            Shows an invoice, and waits until somebody has paid it: the mint tells it by WebSocket, or is asked twice \
            a second. Without an amount: gets the ecash for all invoices of before that were paid in the meantime.
            """)

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

        var text: String { "minted \(minted) \(unit)" }
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
            let minting = try await wallet.collect(quote.id, within: .seconds(Int64(clamping: wait)))
            for answer in answers(minting, quote) { session.answer(answer.text, answer) }
        } else {
            try await collectOpen(wallet, session)
        }
    }

    private func collectOpen(_ wallet: Wallet, _ session: Session) async throws(WalletError) {
        var minted: [Answer] = []
        for (quote, result) in try await wallet.collectOpenQuotes() {
            switch result {
            case .success(let minting): minted += answers(minting, quote)
            case .failure(let error): Session.note("could not mint \(quote.amount) \(quote.unit): \(error)")
            }
        }
        guard options.json || !minted.isEmpty else { return Session.note("nothing was paid") }
        session.answer(minted.map(\.text).joined(separator: "\n"), minted)
    }

    /// None when there is nothing to tell but a note.
    private func answers(_ minting: Wallet.Minting, _ quote: WalletMintQuote) -> [Answer] {
        switch minting {
        case .minted(let amount): return [Answer(minted: amount, unit: quote.unit.name, quote: quote.id)]
        case .alreadyIssued: Session.note("nothing is left to mint of \(quote.amount) \(quote.unit)")
        case .unpaid: Session.note("not paid: \(quote.request)")
        }
        return []
    }
}
