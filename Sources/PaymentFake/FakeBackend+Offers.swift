package import CashuCrypto
internal import Lightning
package import PaymentAPI

extension FakeBackend {
    /// What an offer without an amount gets by itself, in satoshis: drawn from its id.
    private static let drawnSatoshis: ClosedRange<UInt64> = 1_000...10_000
    private static let msatPerSatoshi: UInt64 = 1_000

    /// The same label gets the same offer for ever; asking for another amount under it is refused.
    package func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
        try Self.check(label: order.label)
        if let known = ledger.offer(label: order.label)?.offer {
            guard known.amountMsat == order.amountMsat else {
                throw .refused("the label is taken by an offer of another amount")
            }
            return CreatedOffer(request: known.text, offerID: known.offerID)
        }
        let offer = try make(order)
        let (paidAt, overflow) = clock.now().addingReportingOverflow(delay(offer.offerID))
        guard !overflow else { throw .refused("the delay of the fake backend is not representable") }
        let hash = firstHash(order.label)
        try record(
            paidAt: paidAt,
            {
                .offer(
                    label: order.label, request: offer.text, hash: hash.hex,
                    amountMsat: offer.amountMsat ?? Self.drawn(offer.offerID), paidAt: $0)
            }, { $0.receipt(hash)?.payment })
        return CreatedOffer(request: offer.text, offerID: offer.offerID)
    }

    /// Somebody pays an offer of this fake once more.
    @discardableResult
    package func receive(offer id: FixedBytes<32>, amountMsat: UInt64) throws(PaymentError) -> ReceivedPayment {
        guard ledger.offer(id) != nil else { throw .refused("not an offer of this fake") }
        let (hash, now) = (SHA256.hash(FixedBytes<32>.random().bytes), clock.now())
        try record(
            paidAt: now, { .offerPayment(offer: id.hex, hash: hash.hex, amountMsat: amountMsat, paidAt: $0) },
            { $0.receipt(hash)?.payment })
        return ReceivedPayment(paymentHash: hash, amountMsat: amountMsat, offer: id)
    }

    package func fetchInvoice(
        _ text: String, amountMsat: UInt64?
    ) async throws(PaymentError) -> Bolt12Invoice {
        let offer: Bolt12Offer
        do throws(Bolt12Error) {
            offer = try Bolt12Offer(parsing: text)
        } catch {
            throw .refused("\(error)")
        }
        let now = clock.now()
        guard offer.isFor(configuration.network) else { throw .refused("the offer is for another network") }
        guard !offer.isExpired(at: now) else { throw .refused("the offer is expired") }
        guard offer.currency == nil else { throw .refused("the offer is in another currency") }
        guard let asked = offer.amountMsat ?? amountMsat, asked == amountMsat ?? asked, asked > 0 else {
            throw .refused("the amount is not that of the offer")
        }
        let invoice = FakeOfferInvoice(for: offer, amountMsat: asked, payer: ledger.node, at: now)
        guard let decoded = invoice.decoded else { throw .refused("the expiry is not representable") }
        return decoded
    }

    private func make(_ order: OfferOrder) throws(PaymentError) -> Bolt12Offer {
        do throws(Bolt12Error) {
            return try Bolt12Offer.make(
                Bolt12Terms(
                    network: configuration.network, amountMsat: order.amountMsat, description: order.description,
                    absoluteExpiry: order.expiresAt, issuerID: ledger.node,
                    metadata: derive("offer metadata", label: order.label).bytes))
        } catch {
            throw .refused("\(error)")
        }
    }

    /// From the label, so that a retry after a lost answer means the same payment even without a state file.
    private func firstHash(_ label: String) -> FixedBytes<32> {
        SHA256.hash(derive("offer preimage", label: label).bytes)
    }

    private static func drawn(_ offer: FixedBytes<32>) -> UInt64 {
        let draw = (8..<16).reduce(UInt64(0)) { $0 << 8 | UInt64(offer[$1]) }
        return (drawnSatoshis.lowerBound + draw % UInt64(drawnSatoshis.count)) * msatPerSatoshi
    }
}
