package import Cashu
internal import Lightning
internal import Storage

extension Wallet {
    package struct Paid: Sendable, Hashable {
        /// What the payee got.
        package let amount: UInt64
        /// What it cost beyond that: the payment's fee and the mint's for the inputs.
        package let fee: UInt64
        /// Hex, as the mint sent it.
        package let preimage: String?
    }

    /// What paying an invoice would cost (NUT-05, NUT-23).
    package func requestMelt(
        _ request: String, _ unit: CurrencyUnit
    ) async throws(WalletError) -> WalletMeltQuote {
        let invoice: Bolt11Invoice
        do { invoice = try Bolt11Invoice(parsing: request) } catch { throw .invoice(error) }
        guard let amountMsat = invoice.amountMsat else { throw .invoiceWithoutAmount }
        let client = client
        let mint = mintID
        let answer = try await ask { () async throws(MintClientError) in
            try await client.createMeltQuote(MeltQuoteOrder(request: invoice.text, unit: unit))
        }
        // Rounded up to the next sat; in other units the amount is the mint's to convert.
        let due = amountMsat / 1_000 + (amountMsat.isMultiple(of: 1_000) ? 0 : 1)
        guard unit != .sat || answer.amount == due, answer.amount > 0, answer.feeReserve <= Money.maximum else {
            throw .fault(.quoteTerms)
        }
        let quote = WalletMeltQuote(
            id: answer.id, unit: unit, amount: answer.amount, feeReserve: answer.feeReserve, request: invoice.text)
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.insert(quote, mint: mint)
        }
        return quote
    }

    /// Pays. The answer may take as long as the payment.
    ///
    /// - Throws: `pending` when the mint has not finished: the inputs stay locked until `recover()` learns the outcome.
    package func melt(_ quote: WalletMeltQuote) async throws(WalletError) -> Paid {
        let operation = try await prepareMelting(quote)
        let outputs = try blind(operation)
        let request = MeltRequest(
            quote: quote.id, inputs: operation.inputs.map(\.proof), outputs: outputs.map(\.message))
        let client = client
        let answer = try await attempt(operation) { () async throws(MintClientError) in
            try await client.melt(request)
        }
        guard answer.id.utf8.elementsEqual(quote.id.utf8) else { throw .fault(.quoteIdentity) }
        guard answer.state == .paid else { throw try await unfinished(operation, answer.state) }
        let change = try await unblind(answer.change, outputs, areBlank: true)
        let mint = mintID
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.finish(operation)
            try transaction.markPaid(meltQuote: quote.id, mint: mint)
            for coin in change { try transaction.insert(coin, .unspent) }
        }
        guard let spent = Money.sum(operation.inputs.map(\.amount)), let returned = Money.sum(change.map(\.amount)),
            let cost = Money.subtract(spent, returned)
        else { throw .unusableAmount }
        // A mint that returns more than it owes has paid for the payment itself.
        let fee = Money.subtract(cost, quote.amount) ?? 0
        return Paid(amount: quote.amount, fee: fee, preimage: answer.preimage)
    }

    /// UNPAID after a melt is no promise that the payment has failed: the states of the inputs tell.
    private func unfinished(
        _ operation: WalletOperation, _ state: MeltQuoteState
    ) async throws(WalletError) -> WalletError {
        guard state == .unpaid, case .undone = try await reconcile(operation) else { return .pending }
        return .paymentFailed
    }

    private func prepareMelting(_ quote: WalletMeltQuote) async throws(WalletError) -> WalletOperation {
        let keyset = try await activeKeyset(quote.unit)
        guard let needed = Money.add(quote.amount, quote.feeReserve) else { throw .unusableAmount }
        let mint = mintID
        return try await store.database.transaction { (transaction) throws(WalletError) in
            let candidates = try transaction.candidates(mint: mint, unit: quote.unit)
            let selection = try CoinSelection.sufficient(needed, of: candidates)
            // All that is not spent on the payment comes back: the unused reserve, and what the coins are worth more.
            guard
                let mostChange = Money.subtract(selection.sum, selection.fee)
                    .flatMap({ Money.subtract($0, quote.amount) })
            else { throw .unusableAmount }
            let blanks = BlankOutputs.count(forChangeUpTo: mostChange)
            let operation = try transaction.begin(
                .melt, mint: mint, quoteID: quote.id, inputs: selection.coins,
                amounts: Array(repeating: BlankOutputs.amount, count: blanks), keyset: keyset.id)
            for coin in selection.coins {
                try transaction.move(coin, from: .unspent, to: .pending, operation: operation.id)
            }
            return operation
        }
    }
}
