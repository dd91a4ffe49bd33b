internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage
internal import Synchronization

/// How mint quotes come to be paid: one is credited only once the backend says that it received the money, however that
/// was noticed. What the backend reports is in `QuoteCredits+Listening.swift`, the credit of an offer in
/// `QuoteCredits+Offers.swift`.
final class QuoteCredits: Sendable {
    let services: Services
    let place: ReceivedIndex
    let backlog = Mutex(ReceivedBacklog())

    /// Quotes of one page of a sweep.
    private static let pageSize: UInt32 = 200
    /// How long after its expiry an invoice is still looked at: a payment may arrive in the last second, and be noticed
    /// later. Older ones are looked at when their wallet asks.
    private static let marginSeconds: UInt64 = 3_600

    init(_ services: Services) {
        self.services = services
        place = ReceivedIndex(services)
    }

    /// The quote as it stands, after asking the backend if an unpaid invoice may have been paid. What an offer got is
    /// credited when the backend reports it: a list of that would be as long as strangers want it.
    func current(_ id: String, of method: PaymentMethod) async throws(MintFailure) -> MintQuote {
        try await current(try await services.mintQuote(id, of: method))
    }

    private func current(_ quote: MintQuote) async throws(MintFailure) -> MintQuote {
        quote.isUnpaidInvoice ? try await refreshed(quote) : quote
    }

    /// Several, in their order, if all are known. The backend is asked after all at once: one that does not answer
    /// holds the wallet up once, and not for each.
    func current(_ ids: [String], of method: PaymentMethod) async throws(MintFailure) -> [MintQuote] {
        let quotes = try await services.mintQuotes(ids, of: method)
        if let quote = quotes.first, quotes.count == 1 { return [try await current(quote)] }
        let results = await withTaskGroup(of: (Int, Result<MintQuote, MintFailure>).self) { group in
            for (position, quote) in quotes.enumerated() where quote.isUnpaidInvoice {
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

    /// - Parameter quote: for an invoice.
    private func refreshed(_ quote: MintQuote) async throws(MintFailure) -> MintQuote {
        let received: ReceivedPayment?
        do throws(PaymentError) {
            received = try await services.received(quote.requestID)
        } catch {
            services.logger.warning(
                "the payment backend did not answer", metadata: ["request_id": "\(quote.requestID.hex)"])
            return quote
        }
        guard let received else { return quote }
        return try await credit(quote, received)
    }

    /// The quote afterwards.
    func credit(_ quote: MintQuote, _ received: ReceivedPayment) async throws(MintFailure) -> MintQuote {
        switch quote.method {
        case .bolt11: try await creditInvoice(quote, received)
        case .bolt12: try await creditOffer(quote, received)
        }
    }

    /// UNPAID → PAID, once.
    private func creditInvoice(
        _ quote: MintQuote, _ received: ReceivedPayment
    ) async throws(MintFailure) -> MintQuote {
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
            group.addTask { await self.repeatedly { await self.retry() } }
            group.addTask { await self.repeatedly { await self.sweep() } }
        }
    }

    private func repeatedly(_ work: () async -> Void) async {
        while !Task.isCancelled {
            await work()
            await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds)
        }
    }

    /// Asks after every unpaid quote for an invoice that can still be paid: an event that was lost, or came while this
    /// mint was down, is made up for here.
    func sweep() async {
        let now = services.clock.now()
        var position: MintQuotePage.Position? = MintQuotePage.Position(
            expiringFrom: now > Self.marginSeconds ? now - Self.marginSeconds : 0)
        while let start = position, !Task.isCancelled {
            do throws(MintFailure) {
                let page = try await services.read { (transaction) throws(StoreError) in
                    try transaction.unpaidMintQuotes(after: start, limit: Self.pageSize)
                }
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
