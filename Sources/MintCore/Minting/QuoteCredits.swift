internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

/// How mint quotes come to be paid: one is credited only once the backend says that it received the money, however that
/// was noticed. Offers are in `QuoteCredits+Offers.swift`.
final class QuoteCredits: Sendable {
    let services: Services

    /// Quotes of one page of a sweep.
    private static let pageSize: UInt32 = 200
    /// How long after its expiry an invoice is still looked at: a payment may arrive in the last second, and be noticed
    /// later. Older ones are looked at when their wallet asks.
    private static let marginSeconds: UInt64 = 3_600
    /// For an offer one more thing may be late: an invoice that was made for it in its last second can be paid for two
    /// hours, unless its issuer says otherwise (BOLT 12).
    private static let offerMarginSeconds: UInt64 = 7_200 + marginSeconds
    /// Offers live long and many of them are never paid again, so that they are asked after less often than invoices.
    private static let offerInterval: UInt64 = 12

    init(_ services: Services) { self.services = services }

    /// The quote as it stands, after asking the backend if it may have been paid.
    func current(_ id: String, of method: PaymentMethod) async throws(MintFailure) -> MintQuote {
        try await current(try await services.mintQuote(id, of: method))
    }

    private func current(_ quote: MintQuote) async throws(MintFailure) -> MintQuote {
        quote.mayBePaid ? try await refreshed(quote) : quote
    }

    /// Several, in their order, if all are known. The backend is asked after all at once: one that does not answer
    /// holds the wallet up once, and not for each.
    func current(_ ids: [String], of method: PaymentMethod) async throws(MintFailure) -> [MintQuote] {
        let quotes = try await services.mintQuotes(ids, of: method)
        if let quote = quotes.first, quotes.count == 1 { return [try await current(quote)] }
        let results = await withTaskGroup(of: (Int, Result<MintQuote, MintFailure>).self) { group in
            for (position, quote) in quotes.enumerated() where quote.mayBePaid {
                group.addTask {
                    do throws(MintFailure) {
                        return (position, .success(try await self.refreshed(quote)))
                    } catch {
                        return (position, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [Int: Result<MintQuote, MintFailure>]()) { $0[$1.0] = $1.1 }
        }
        var current: [MintQuote] = []
        for (position, quote) in quotes.enumerated() { current.append(try results[position]?.get() ?? quote) }
        return current
    }

    func refreshed(_ quote: MintQuote) async throws(MintFailure) -> MintQuote {
        let received: [ReceivedPayment]
        do throws(PaymentError) {
            received = try await self.received(for: quote)
        } catch {
            services.logger.warning(
                "the payment backend did not answer", metadata: ["request_id": "\(quote.requestID.hex)"])
            return quote
        }
        switch quote.method {
        case .bolt11:
            guard let received = received.first else { return quote }
            return try await credit(quote, received)
        case .bolt12: return try await credit(quote, received)
        }
    }

    private func received(for quote: MintQuote) async throws(PaymentError) -> [ReceivedPayment] {
        switch quote.method {
        case .bolt11:
            if let payment = try await services.received(quote.requestID) { [payment] } else { [] }
        case .bolt12: try await services.received(offer: quote.requestID)
        }
    }

    /// UNPAID → PAID, once. The quote afterwards.
    private func credit(_ quote: MintQuote, _ received: ReceivedPayment) async throws(MintFailure) -> MintQuote {
        guard let amount = quote.amount, let asked = quote.rate.msat(for: amount), received.amountMsat >= asked else {
            services.logger.error(
                "an invoice was paid with less than it asks", metadata: ["payment_hash": "\(quote.requestID.hex)"])
            return quote
        }
        let (now, msat) = (services.clock.now(), min(received.amountMsat, Money.maximum))
        do throws(WriteFailure) {
            return try await services.write { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockMintQuote(quote.id) else {
                    throw .conflict("a mint quote is gone")
                }
                let current = locked.value
                guard current.state == .unpaid else { return current }
                return try transaction.markPaid(locked, amount: amount, msat: msat, at: now)
            } evidence: { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockMintQuote(quote.id) else { return nil }
                return locked.value.state == .unpaid ? nil : locked.value
            }
        } catch {
            throw error.mintFailure
        }
    }

    /// Until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            group.addTask { await self.repeatedly(every: 1) { await self.sweep() } }
            group.addTask { await self.repeatedly(every: Self.offerInterval) { await self.sweepOffers() } }
        }
    }

    private func repeatedly(every intervals: UInt64, _ work: () async -> Void) async {
        while !Task.isCancelled {
            await work()
            await services.clock.sleep(milliseconds: intervals * services.settings.recoveryIntervalMilliseconds)
        }
    }

    /// To what the backend receives, from where the last process stopped.
    private func listen() async {
        let index = ReceivedIndex(services)
        var place: UInt64?
        while !Task.isCancelled {
            do throws(MintFailure) {
                place = try await index.stored()
                break
            } catch {
                services.logger.warning("received payments are not listened to yet", metadata: ["error": "\(error)"])
                await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds)
            }
        }
        // The place stays before the first that could not be credited: the next process hears of it again.
        var isBehind = false
        for await payment in services.backend.receivedPayments(after: place) {
            isBehind = await !notice(payment) || isBehind
            if !isBehind, let number = payment.index { await index.advance(to: number) }
        }
    }

    /// A payment was reported: looked into, and credited if it is for a quote of this mint.
    /// - Returns: whether there is nothing left to do about it.
    private func notice(_ payment: ReceivedPayment) async -> Bool {
        let (paymentHash, requestID) = (payment.paymentHash, payment.offer ?? payment.paymentHash)
        do throws(MintFailure) {
            let (quote, isPaidInside) = try await services.read { (transaction) throws(StoreError) in
                // The backend is never told to pay an invoice of this mint.
                let melts = try transaction.liveMeltQuotes(paymentHash: paymentHash, at: Money.maximum)
                return (try transaction.mintQuote(requestID: requestID), melts.contains { $0.state == .paid })
            }
            guard let quote else { return true }
            if quote.mayBePaid {
                _ = try await refreshed(quote)
                // It is not when the backend does not answer, or got less for an invoice than that asks.
                return try await services.read { (transaction) throws(StoreError) in
                    try transaction.credited([paymentHash]).contains(paymentHash)
                }
            } else if isPaidInside {
                services.logger.error(
                    "an invoice that was settled within the mint was paid again",
                    metadata: ["payment_hash": "\(paymentHash.hex)"])
            }
            return true
        } catch {
            // The next sweep, or the wallet's next question, finds it again.
            services.logger.warning("a payment was not credited yet", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Asks after every unpaid quote for an invoice that can still be paid: an event that was lost, or came while this
    /// mint was down, is made up for here.
    func sweep() async {
        await sweep(margin: Self.marginSeconds) { (transaction, start) throws(StoreError) in
            try transaction.unpaidMintQuotes(after: start, limit: Self.pageSize)
        }
    }

    /// The same for offers, paid or not: each can be paid again until it expires.
    func sweepOffers() async {
        await sweep(margin: Self.offerMarginSeconds) { (transaction, start) throws(StoreError) in
            try transaction.offerQuotes(after: start, limit: Self.pageSize)
        }
    }

    private typealias Page =
        @Sendable (borrowing ReadTransaction, MintQuotePage.Position) throws(StoreError) -> MintQuotePage

    private func sweep(margin: UInt64, _ page: @escaping Page) async {
        let now = services.clock.now()
        var position: MintQuotePage.Position? = MintQuotePage.Position(
            expiringFrom: now > margin ? now - margin : 0)
        while let start = position, !Task.isCancelled {
            do throws(MintFailure) {
                let page = try await services.read { (transaction) throws(StoreError) in try page(transaction, start) }
                for quote in page.quotes where !Task.isCancelled { await look(after: quote) }
                position = page.last
            } catch {
                services.logger.warning("the sweep of unpaid quotes was cut short", metadata: ["error": "\(error)"])
                return
            }
        }
    }

    /// One quote that cannot be read or credited holds up no other.
    private func look(after quote: Result<MintQuote, DatabaseError>) async {
        do throws(DatabaseError) {
            let quote = try quote.get()
            do throws(MintFailure) {
                _ = try await refreshed(quote)
            } catch {
                services.logger.warning(
                    "a payment was not credited yet",
                    metadata: ["request_id": "\(quote.requestID.hex)", "error": "\(error)"])
            }
        } catch {
            services.logger.error("a mint quote is unreadable", metadata: ["error": "\(error)"])
        }
    }
}
