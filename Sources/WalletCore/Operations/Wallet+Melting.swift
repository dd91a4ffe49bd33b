package import Cashu
internal import CashuCrypto
internal import Lightning
internal import Storage

extension Wallet {
    package struct Paid: Sendable, Hashable {
        /// What the payee got.
        package let amount: UInt64
        /// What it cost beyond that: the payment's fee and the mint's for the inputs.
        package let fee: UInt64
        /// Hex, as the mint sent it; `nil` when it sent none.
        package let preimage: String?
        /// Whether the preimage is the one that only the payee can have given out (BOLT #11); `nil` without one.
        package let provesPayment: Bool?
    }

    /// What paying an invoice would cost (NUT-05, NUT-23).
    package func requestMelt(
        _ request: String, _ unit: CurrencyUnit
    ) async throws(WalletError) -> WalletMeltQuote {
        let invoice = try Self.invoice(request)
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
    /// - Parameter feeLimit: the highest reserve for the payment's fee; `nil` for the usual limit.
    /// - Throws: `pending` when the mint has not finished: the inputs stay locked until `recover()` learns the outcome.
    package func melt(
        _ quote: WalletMeltQuote, feeLimit: UInt64? = nil
    ) async throws(WalletError) -> Paid {
        let limit = feeLimit ?? quote.usualFeeLimit
        guard quote.feeReserve <= limit else { throw .feeTooHigh(reserve: quote.feeReserve, limit: limit) }
        let paymentHash = try Self.invoice(quote.request).paymentHash
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
        return try Self.paid(quote, operation.inputs, change, answer.preimage, paymentHash)
    }

    private static func paid(
        _ quote: WalletMeltQuote, _ inputs: [Coin], _ change: [Coin], _ preimage: String?,
        _ paymentHash: FixedBytes<32>
    ) throws(WalletError) -> Paid {
        guard let spent = Money.sum(inputs.map(\.amount)), let returned = Money.sum(change.map(\.amount)),
            let cost = Money.subtract(spent, returned)
        else { throw .unusableAmount }
        // A mint that returns more than it owes has paid for the payment itself.
        let fee = Money.subtract(cost, quote.amount) ?? 0
        // A mint that pays nobody has no preimage; some write that as zeros.
        let preimage = preimage.flatMap { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : $0 }
        let provesPayment = preimage.map { preimage in
            FixedBytes<32>(hex: preimage).map { SHA256.hash($0.bytes) == paymentHash } ?? false
        }
        return Paid(amount: quote.amount, fee: fee, preimage: preimage, provesPayment: provesPayment)
    }

    private static func invoice(_ text: String) throws(WalletError) -> Bolt11Invoice {
        do { return try Bolt11Invoice(parsing: text) } catch { throw .invoice(error) }
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
