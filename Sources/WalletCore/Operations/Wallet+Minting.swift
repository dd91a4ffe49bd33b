package import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import Lightning
internal import Storage

extension Wallet {
    package enum Minting: Sendable, Hashable {
        /// Nobody has paid the invoice.
        case unpaid
        case minted(UInt64)
        /// Nothing is left to mint with this quote.
        case alreadyIssued
    }

    /// Asks for an invoice (NUT-04, NUT-23), locked to a key of this wallet where the mint knows NUT-20.
    package func requestMint(
        _ amount: UInt64, _ unit: CurrencyUnit, description: String? = nil
    ) async throws(WalletError) -> WalletMintQuote {
        guard amount > 0, amount <= Money.maximum else { throw .unusableAmount }
        let keyIndex = try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.takeQuoteKey()
        }
        let key = try quoteKey(keyIndex).publicKey
        let client = client
        let mint = mintID
        let answer = try await ask { () async throws(MintClientError) in
            try await client.createMintQuote(
                MintQuoteOrder(amount: amount, unit: unit, description: description, publicKey: key))
        }
        guard answer.publicKey == nil || answer.publicKey == key else { throw .fault(.quoteKey) }
        guard Self.invoiceAsks(answer.request, for: amount, unit), (answer.expiry ?? 0) <= Money.maximum else {
            throw .fault(.quoteTerms)
        }
        let quote = WalletMintQuote(
            id: answer.id, unit: unit, amount: amount, request: answer.request, expiry: answer.expiry,
            keyIndex: keyIndex, isLocked: answer.publicKey != nil, isIssued: false)
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.insert(quote, mint: mint)
        }
        return quote
    }

    /// Mints the whole amount of a quote once its invoice is paid.
    package func collect(_ quoteID: String) async throws(WalletError) -> Minting {
        let mint = mintID
        let quote = try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.mintQuote(quoteID, mint: mint)
        }
        guard let quote else { throw .unknownQuote }
        guard !quote.isIssued else { return .alreadyIssued }
        switch try await mintQuoteState(quoteID) {
        case .unpaid: return .unpaid
        case .issued:
            try await store.database.transaction { (transaction) throws(WalletError) in
                try transaction.markIssued(mintQuote: quoteID, mint: mint)
            }
            return .alreadyIssued
        case .paid: return .minted(try await self.mint(quote))
        }
    }

    func mintQuoteState(_ id: String) async throws(WalletError) -> MintQuoteState {
        let client = client
        let answer = try await ask { () async throws(MintClientError) in try await client.mintQuote(id) }
        guard answer.id.utf8.elementsEqual(id.utf8) else { throw .fault(.quoteIdentity) }
        return answer.state
    }

    private func mint(_ quote: WalletMintQuote) async throws(WalletError) -> UInt64 {
        let keyset = try await activeKeyset(quote.unit)
        guard let amounts = OutputAmounts(kept: quote.amount, of: keyset.keys) else { throw .unusableAmount }
        let mint = mintID
        let operation = try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.begin(
                .mint, mint: mint, quoteID: quote.id, inputs: [], amounts: amounts.amounts, keyset: keyset.id)
        }
        return try await self.mint(operation, quote)
    }

    /// Sends the request of an operation, also one of an earlier command: with the same outputs it is the same request.
    func mint(_ operation: WalletOperation, _ quote: WalletMintQuote) async throws(WalletError) -> UInt64 {
        let outputs = try blind(operation)
        let requests = try requests(quote, outputs.map(\.message))
        let signatures = try await attempt(operation) { () async throws(MintClientError) in try await issue(requests) }
        let coins = try await unblind(signatures, outputs)
        let mint = mintID
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.finish(operation)
            try transaction.markIssued(mintQuote: quote.id, mint: mint)
            for coin in coins { try transaction.insert(coin, .unspent) }
        }
        return quote.amount
    }

    private struct Requests: Sendable {
        let newest: MintRequest
        /// `nil` for a quote that is not locked.
        let original: MintRequest?
    }

    /// One for each form of NUT-20's message.
    private func requests(
        _ quote: WalletMintQuote, _ outputs: [BlindedMessage]
    ) throws(WalletError) -> Requests {
        guard quote.isLocked else {
            return Requests(newest: MintRequest(quote: quote.id, outputs: outputs, signature: nil), original: nil)
        }
        let signatures = QuoteKey.sign(quote: quote.id, outputs: outputs, with: try quoteKey(quote.keyIndex))
        return Requests(
            newest: MintRequest(quote: quote.id, outputs: outputs, signature: signatures.newest),
            original: MintRequest(quote: quote.id, outputs: outputs, signature: signatures.original))
    }

    /// With the newest form, and once with the original for a mint that knows no other.
    private func issue(_ requests: Requests) async throws(MintClientError) -> [BlindSignature] {
        do throws(MintClientError) {
            return try await client.mint(requests.newest)
        } catch {
            guard case .refused(let refusal) = error, refusal.code == .quoteSignatureInvalid,
                let original = requests.original
            else { throw error }
            return try await client.mint(original)
        }
    }

    private func quoteKey(_ index: UInt32) throws(WalletError) -> SigningKey {
        do { return try QuoteKey.derive(master: store.master, counter: index) } catch { throw .derivation(error) }
    }

    /// A mint could ask for more than it will issue. Other units and invoices of other networks are for the payer to
    /// judge.
    private static func invoiceAsks(_ request: String, for amount: UInt64, _ unit: CurrencyUnit) -> Bool {
        guard unit == .sat, let invoice = try? Bolt11Invoice(parsing: request), let asked = invoice.amountMsat else {
            return true
        }
        let (msat, overflow) = amount.multipliedReportingOverflow(by: 1_000)
        return !overflow && asked == msat
    }
}
