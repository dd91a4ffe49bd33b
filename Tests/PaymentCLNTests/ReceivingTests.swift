import CashuCrypto
import CoreLightningStandIn
import Lightning
import Logging
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

@Suite("Receiving with Core Lightning")
struct ReceivingTests {
    private static func order(_ label: String, amountMsat: UInt64 = 21_000) -> InvoiceOrder {
        InvoiceOrder(
            label: label, amountMsat: amountMsat, description: "a \"mint\" quote / ünïcode\n", expirySeconds: 600)
    }

    private static func hashes(_ stream: AsyncStream<ReceivedPayment>, count: Int) async -> [ReceivedPayment] {
        var payments: [ReceivedPayment] = []
        for await payment in stream {
            payments.append(payment)
            if payments.count == count { break }
        }
        return payments
    }

    @Test("the invoice is made as ordered, with the quote's id as its label", arguments: Way.allCases)
    func makes(_ way: Way) async throws {
        let bench = try await Bench(way) { $0.exposesPrivateChannels = true }
        let made = try await bench.backend.createInvoice(Self.order("quote-id"))
        let parameters = bench.node.lastParameters(of: "invoice")
        #expect(parameters?["label"] == .text("quote-id"))
        #expect(parameters?["amount_msat"] == .int(21_000))
        #expect(parameters?["expiry"] == .int(600))
        // A bool, not a text; and no control characters, which would need an escape.
        #expect(parameters?["exposeprivatechannels"] == .bool(true))
        #expect(try Bolt11Invoice(parsing: made.request).description == "a \"mint\" quote / ünïcode ")
        #expect(bench.log.texts(from: .warning).contains { $0.contains("Insufficient incoming channel capacity") })
    }

    @Test("a label that exists gives its invoice, when the answer was lost", arguments: Way.allCases)
    func lostAnswer(_ way: Way) async throws {
        let bench = try await Bench(way)
        bench.node.inject(.cutAfter, into: "invoice")
        let made = try await bench.backend.createInvoice(Self.order("quote-id"))
        // The first call had made it; the second was told so.
        #expect(bench.node.calls(of: "invoice") == 2)
        #expect(try await bench.backend.createInvoice(Self.order("quote-id")).request == made.request)
    }

    @Test("a label that somebody used for another amount gives nothing")
    func foreignLabel() async throws {
        let bench = try await Bench()
        _ = try await bench.backend.createInvoice(Self.order("quote-id"))
        await #expect(throws: PaymentError.self) {
            try await bench.backend.createInvoice(Self.order("quote-id", amountMsat: 22_000))
        }
    }

    @Test("an invoice that is not what was ordered is not handed out")
    func wrongInvoice() async throws {
        let bench = try await Bench()
        let other = try bench.invoice(StandInFate.settle, amountMsat: 21_000)
        for (text, hash) in [(other.text, SHA256.hash("another hash").hex), ("lnbcrt1x", other.paymentHash.hex)] {
            bench.node.inject(
                .result(
                    .object(["bolt11": .text(text), "payment_hash": .text(hash), "expires_at": .int(2_000_000_000)])),
                into: "invoice")
            await #expect(throws: PaymentError.self) {
                try await bench.backend.createInvoice(Self.order("quote \(hash)"))
            }
        }
    }

    @Test("what arrived counts, not what was asked", arguments: Way.allCases)
    func overpaid(_ way: Way) async throws {
        let bench = try await Bench(way)
        let made = try await bench.backend.createInvoice(Self.order("quote-id"))
        try bench.receive(made.request, amountMsat: 25_000)
        #expect(
            try await bench.backend.received(made.paymentHash)
                == ReceivedPayment(paymentHash: made.paymentHash, amountMsat: 25_000, index: 1))
    }

    @Test("without an index only what is new is told, and the node is never asked for all its invoices")
    func startsAtTheEnd() async throws {
        let bench = try await Bench()
        var made: [CreatedInvoice] = []
        for number in 0..<4 { made.append(try await bench.backend.createInvoice(Self.order("quote-\(number)"))) }
        for invoice in made[..<2] { try bench.receive(invoice.request, amountMsat: 21_000) }
        let stream = bench.backend.receivedPayments(after: nil)
        let told = Task { await Self.hashes(stream, count: 2) }
        #expect(await eventually { bench.node.calls(of: "waitanyinvoice") == 1 })
        #expect(bench.node.lastParameters(of: "waitanyinvoice")?["lastpay_index"] == .int(2))
        let question = bench.node.lastParameters(of: "listinvoices")
        #expect(question?["index"] == .text("updated"))
        #expect(question?["limit"] != nil)
        for invoice in made[2...] { try bench.receive(invoice.request, amountMsat: 21_000) }
        let payments = await told.value
        #expect(payments.map { $0.paymentHash.hex } == made[2...].map { $0.paymentHash.hex })
        #expect(payments.map(\.index) == [3, 4])
    }

    @Test("who listens hears on when the node comes back", arguments: Way.allCases)
    func reconnects(_ way: Way) async throws {
        let bench = try await Bench(way)
        let made = try await bench.backend.createInvoice(Self.order("quote-id"))
        let stream = bench.backend.receivedPayments(after: 0)
        let told = Task { await Self.hashes(stream, count: 1) }
        #expect(await eventually { bench.node.calls(of: "waitanyinvoice") > 0 })
        try await bench.restartNode()
        try bench.receive(made.request, amountMsat: 21_000)
        #expect(await told.value.map { $0.paymentHash.hex } == [made.paymentHash.hex])
    }

    @Test(
        "an answer that makes no sense is asked for again",
        arguments: [
            StandInFault.garbage, .endless, .cutInReply, .error(code: 904), .error(code: -1), .result(.object([:])),
        ])
    func nonsense(_ fault: StandInFault) async throws {
        let bench = try await Bench()
        let made = try await bench.backend.createInvoice(Self.order("quote-id"))
        try bench.receive(made.request, amountMsat: 21_000)
        bench.node.inject(fault, into: "waitanyinvoice")
        let payments = await Self.hashes(bench.backend.receivedPayments(after: 0), count: 1)
        #expect(payments.map { $0.paymentHash.hex } == [made.paymentHash.hex])
        #expect(bench.node.calls(of: "waitanyinvoice") == 2)
    }

    @Test("who stops listening is let go", arguments: Way.allCases)
    func cancels(_ way: Way) async throws {
        let bench = try await Bench(way)
        let stream = bench.backend.receivedPayments(after: 0)
        let listening = Task { await Self.hashes(stream, count: 1) }
        #expect(await eventually { bench.node.calls(of: "waitanyinvoice") > 0 })
        listening.cancel()
        #expect(await listening.value.isEmpty)
    }

    @Test("a wait holds up nothing else", arguments: Way.allCases)
    func waitsAlone(_ way: Way) async throws {
        let bench = try await Bench(way)
        let stream = bench.backend.receivedPayments(after: 0)
        let listening = Task { await Self.hashes(stream, count: 1) }
        #expect(await eventually { bench.node.calls(of: "waitanyinvoice") > 0 })
        let made = try await bench.backend.createInvoice(Self.order("quote-id"))
        #expect(try await bench.backend.received(made.paymentHash) == nil)
        listening.cancel()
    }

    @Test("many questions at once get each its own answer", arguments: Way.allCases)
    func pipelines(_ way: Way) async throws {
        let bench = try await Bench(way)
        if way == .socket { bench.node.change { $0.delivery = .merged } }
        let hashes = try await withThrowingTaskGroup { group in
            for number: UInt64 in 1...40 {
                group.addTask {
                    let order = Self.order("quote-\(number)", amountMsat: number * 1_000)
                    let made = try await bench.backend.createInvoice(order)
                    return (try Bolt11Invoice(parsing: made.request).amountMsat == number * 1_000, made.paymentHash.hex)
                }
            }
            return try await group.reduce(into: Set<String>()) { hashes, answer in
                #expect(answer.0)
                hashes.insert(answer.1)
            }
        }
        #expect(hashes.count == 40)
    }
}
