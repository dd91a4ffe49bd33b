internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

extension ConformanceCase {
    static let receiving = [
        ConformanceCase("the same label gives the same invoice, also after a restart") { subject, findings in
            let first = try await subject.backend.createInvoice(.order("label-1"))
            let again = try await subject.backend.createInvoice(.order("label-1"))
            let elsewhere = try await (try await subject.reopened()).createInvoice(.order("label-1"))
            let other = try await subject.backend.createInvoice(.order("label-2"))
            findings.expect(first.request == again.request && first.request == elsewhere.request, "another invoice")
            findings.expect(first.paymentHash == again.paymentHash, "another payment hash")
            findings.expect(other.paymentHash != first.paymentHash, "two labels share an invoice")
            let invoice = try Bolt11Invoice(parsing: first.request)
            findings.expect(invoice.paymentHash == first.paymentHash, "the invoice has another payment hash")
            findings.expect(
                invoice.amountMsat == 21_000, "the invoice is over \(String(describing: invoice.amountMsat))")
            findings.expect(invoice.expiresAt == first.expiresAt, "the invoice expires at another time")
        },
        ConformanceCase("what was received is told, and nothing before it was") { subject, findings in
            let invoice = try await subject.backend.createInvoice(.order("received"))
            let before = try await amount(received: invoice, subject)
            findings.expect(before == nil, "received before it was paid: \(String(describing: before))")
            try await subject.receive(invoice.request, amountMsat: 21_000)
            let after = try await amount(received: invoice, subject)
            findings.expect(after == 21_000, "received \(String(describing: after))")
            try await subject.restartNode()
            let later = try await amount(received: invoice, subject)
            findings.expect(later == 21_000, "after a restart of the node \(String(describing: later))")
        },
        ConformanceCase(
            "what came in while nobody listened is told by the index that was kept", needing: [.numbers]
        ) { subject, findings in
            var invoices: [CreatedInvoice] = []
            for number in 0..<3 { invoices.append(try await subject.backend.createInvoice(.order("index-\(number)"))) }
            try await subject.receive(invoices[1].request, amountMsat: 21_000)
            let first = await Self.next(subject.backend.receivedPayments(after: 0))
            findings.expect(first?.paymentHash == invoices[1].paymentHash, "told of \(String(describing: first))")
            // The mint ends; two more are paid; it comes back.
            try await subject.receive(invoices[2].request, amountMsat: 21_000)
            try await subject.receive(invoices[0].request, amountMsat: 21_000)
            let stream = (try await subject.reopened()).receivedPayments(after: first?.index)
            var hashes: [String] = []
            for await payment in stream {
                hashes.append(payment.paymentHash.hex)
                if hashes.count == 2 { break }
            }
            findings.expect(hashes == [invoices[2], invoices[0]].map { $0.paymentHash.hex }, "told of \(hashes)")
        },
        ConformanceCase("whoever listens is told of a payment that comes later", needing: [.numbers]) {
            subject, findings in
            let invoice = try await subject.backend.createInvoice(.order("listening"))
            let backend = subject.backend
            let told = Task { await Self.next(backend.receivedPayments(after: 0)) }
            try await subject.receive(invoice.request, amountMsat: 21_000)
            let payment = await told.value
            findings.expect(payment?.paymentHash == invoice.paymentHash, "told of \(String(describing: payment))")
            findings.expect(payment?.index != nil, "without an index")
        },
    ]

    private static func amount(
        received invoice: CreatedInvoice, _ subject: any BackendUnderTest
    ) async throws -> UInt64? {
        try await subject.backend.received(invoice.paymentHash)?.amountMsat
    }

    private static func next(_ stream: AsyncStream<ReceivedPayment>) async -> ReceivedPayment? {
        for await payment in stream { return payment }
        return nil
    }
}

extension InvoiceOrder {
    fileprivate static func order(_ label: String) -> InvoiceOrder {
        InvoiceOrder(label: label, amountMsat: 21_000, description: "a mint quote", expirySeconds: 3_600)
    }
}
