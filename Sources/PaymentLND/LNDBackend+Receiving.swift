package import CashuCrypto
internal import Lightning
package import PaymentAPI

extension LNDBackend {
    private static let maximumLabelBytes = 256
    /// What an invoice holds (BOLT #11: 1023 words of five bits).
    private static let maximumDescriptionBytes = 639

    /// The preimage follows from the label, so that the node refuses a second invoice under it: then the first is the
    /// answer. Whatever went wrong, an invoice that stands there is the one that was ordered.
    package func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        guard (1...Self.maximumLabelBytes).contains(order.label.utf8.count) else {
            throw .refused("a label has 1 to \(Self.maximumLabelBytes) bytes")
        }
        guard order.amountMsat > 0 else { throw .refused("an invoice of the mint needs an amount") }
        guard order.description.utf8.count <= Self.maximumDescriptionBytes else {
            throw .refused("a description has at most \(Self.maximumDescriptionBytes) bytes")
        }
        try await fitness.require(client)
        let preimage = configuration.preimageKey.preimage(label: order.label)
        let hash = SHA256.hash(preimage.bytes)
        let new = NewInvoice(
            memo: order.description, valueMsat: "\(order.amountMsat)", expiry: "\(order.expirySeconds)",
            preimage: preimage.base64, isPrivate: configuration.privateRouteHints)
        return try created(try await add(new, hash), hash, order)
    }

    /// The text of the new invoice, or of the one with the same hash that stands there.
    private func add(_ new: NewInvoice, _ hash: FixedBytes<32>) async throws(PaymentError) -> String {
        do throws(LNDFailure) {
            return try await client.post("/v1/invoices", new, as: AddedInvoice.self).request
        } catch {
            guard let known = try await invoice(hash) else { throw PaymentError(error) }
            return known.request
        }
    }

    package func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        try await invoice(paymentHash)?.received
    }

    /// `nil` when the node has none with this hash.
    private func invoice(_ hash: FixedBytes<32>) async throws(PaymentError) -> InvoiceRow? {
        let row: InvoiceRow
        do throws(LNDFailure) {
            row = try await client.get("/v1/invoice/\(hash.hex)", as: InvoiceRow.self)
        } catch .refused(let status) where status.isNoInvoice {
            return nil
        } catch {
            throw PaymentError(error)
        }
        guard row.hash == hash else { throw .unavailable("the LND node answered with another invoice") }
        return row
    }

    /// Only what is this very order is handed out: the mint will take money for it.
    private func created(
        _ request: String, _ hash: FixedBytes<32>, _ order: InvoiceOrder
    ) throws(PaymentError) -> CreatedInvoice {
        let invoice: Bolt11Invoice
        do throws(Bolt11Error) {
            invoice = try Bolt11Invoice(parsing: request)
        } catch {
            throw .refused("the LND node's invoice is not usable: \(error)")
        }
        guard invoice.paymentHash == hash else { throw .refused("the LND node's invoice has another payment hash") }
        guard invoice.network == configuration.network else { throw .refused("the LND node is on another network") }
        guard invoice.amountMsat == order.amountMsat else {
            throw .refused("the label is taken by an invoice of another amount")
        }
        return CreatedInvoice(request: invoice.text, paymentHash: hash, expiresAt: invoice.expiresAt)
    }
}

extension InvoiceRow {
    /// `nil` until the money is there for good.
    var received: ReceivedPayment? {
        guard isSettled else { return nil }
        return ReceivedPayment(paymentHash: hash, amountMsat: paidMsat, index: settleIndex == 0 ? nil : settleIndex)
    }
}

extension LNDStatus {
    /// Before 0.16 LND says so without the code for it.
    fileprivate var isNoInvoice: Bool {
        isNotFound || ["unable to locate invoice", "there are no existing invoices"].contains { message.contains($0) }
    }
}
