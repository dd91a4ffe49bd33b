package import CashuCrypto
internal import Lightning
internal import Logging
package import PaymentAPI

extension CoreLightningBackend {
    /// The label is the quote id, so the node itself sees to it that a quote has one invoice.
    package func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        _ = try await checkedNode()
        let invoice: CreatedInvoice
        do throws(CallFailure) {
            invoice = try await make(order)
        } catch {
            guard case .node(let answer) = error, answer.code == NodeError.Code.labelExists else {
                throw error.paymentError
            }
            invoice = try await existingInvoice(order)
        }
        try check(invoice, order)
        return invoice
    }

    package func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        do throws(CallFailure) {
            return try await client.invoice(paymentHash)?.receivedPayment
        } catch {
            throw error.paymentError
        }
    }

    /// Also of one that does not know the newest blocks: what it received can be heard.
    package func nodeIdentity() async throws(PaymentError) -> FixedBytes<32>? {
        do throws(CallFailure) {
            return SHA256.hash(Array(try await client.getinfo().id.utf8))
        } catch {
            throw error.paymentError
        }
    }

    package func latestReceived() async throws(PaymentError) -> UInt64? {
        do throws(CallFailure) {
            return try await client.latestReceived()
        } catch {
            throw error.paymentError
        }
    }

    package func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> {
        let feed = PaymentFeed(client, after: index, logger: logger)
        // The next payment is fetched when it is asked for: nothing piles up, and nothing is lost with the process.
        return AsyncStream(unfolding: { await feed.next() })
    }

    private func make(_ order: InvoiceOrder) async throws(CallFailure) -> CreatedInvoice {
        let made = try await client.invoice(
            NewInvoice(
                amount_msat: Millisatoshis(order.amountMsat), label: order.label,
                description: Self.plain(order.description),
                expiry: order.expirySeconds, exposeprivatechannels: configuration.exposesPrivateChannels))
        for warning in made.warnings {
            logger.warning("the node doubts that it can be paid", metadata: ["warning": "\(warning)"])
        }
        return CreatedInvoice(
            request: made.bolt11, paymentHash: made.payment_hash.bytes, expiresAt: made.expires_at)
    }

    /// JSON writes control characters as `\u` escapes, which the node refuses in a description.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }

    private func existingInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        let existing: NodeInvoice?
        do throws(CallFailure) {
            existing = try await client.invoice(label: order.label)
        } catch {
            throw error.paymentError
        }
        guard let existing, existing.label == order.label, let bolt11 = existing.bolt11 else {
            throw .unavailable("the node has an invoice with this label and does not show it")
        }
        return CreatedInvoice(
            request: bolt11, paymentHash: existing.payment_hash.bytes, expiresAt: existing.expires_at)
    }

    /// Whoever pays it must pay this quote: an invoice that somebody else made with the label, or for another amount,
    /// is not handed out.
    private func check(_ invoice: CreatedInvoice, _ order: InvoiceOrder) throws(PaymentError) {
        let terms: Bolt11Invoice
        do throws(Bolt11Error) {
            terms = try Bolt11Invoice(parsing: invoice.request)
        } catch {
            throw .refused("the node made an invoice that is none: \(error)")
        }
        guard terms.paymentHash == invoice.paymentHash, terms.amountMsat == order.amountMsat,
            terms.network == configuration.network
        else { throw .refused("the node's invoice with this label is not the one that was ordered") }
    }
}

extension NodeInvoice {
    /// `nil` unless it is paid.
    var receivedPayment: ReceivedPayment? {
        guard status == .paid, let received = amount_received_msat else { return nil }
        return ReceivedPayment(
            paymentHash: payment_hash.bytes, amountMsat: received.value, offer: local_offer_id?.bytes,
            index: pay_index)
    }
}
