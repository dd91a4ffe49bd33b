import CashuCrypto
import LNDStandIn
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The stream of payments that LND received")
struct SubscriptionTests {
    private func invoices(_ test: TestNode, _ count: Int) async throws -> [CreatedInvoice] {
        var invoices: [CreatedInvoice] = []
        for number in 0..<count { invoices.append(try await test.backend.createInvoice(.order("quote \(number)"))) }
        return invoices
    }

    /// What a stream tells first.
    private func first(_ count: Int, of stream: AsyncStream<ReceivedPayment>) async -> [ReceivedPayment] {
        var payments: [ReceivedPayment] = []
        for await payment in stream {
            payments.append(payment)
            if payments.count == count { break }
        }
        return payments
    }

    @Test("goes on after the index that the mint kept, whatever happened meanwhile", arguments: [0, 1, 7])
    func resume(chunkBytes: Int) async throws {
        try await TestNode.with(script: { $0.chunkBytes = chunkBytes }) { test in
            let invoices = try await invoices(test, 5)
            for number in [2, 0, 4, 1] { try await test.node.receive(invoices[number].paymentHash) }
            let told = await first(2, of: test.backend.receivedPayments(after: 2))
            #expect(told.map(\.paymentHash) == [invoices[4], invoices[1]].map(\.paymentHash))
            #expect(told.map(\.index) == [3, 4] && told.map(\.amountMsat) == [10_000, 10_000])
            #expect(try await test.another().receivedPayments(after: 3).first?.index == 4)
        }
    }

    @Test("goes on by itself when the node is restarted, and misses nothing")
    func restart() async throws {
        try await TestNode.with { test in
            let invoices = try await invoices(test, 3)
            var payments = test.backend.receivedPayments(after: 0).makeAsyncIterator()
            try await test.node.receive(invoices[0].paymentHash)
            #expect(await payments.next()?.index == 1)
            try await test.node.restart()
            try await test.node.receive(invoices[1].paymentHash)
            #expect(await payments.next()?.index == 2)
            try await test.node.restart()
            try await test.node.receive(invoices[2].paymentHash)
            #expect(await payments.next()?.index == 3)
        }
    }

    @Test("goes on when it is cut off in the middle of a message, at any place")
    func cuts() async throws {
        try await TestNode.with { test in
            let invoices = try await invoices(test, 4)
            for invoice in invoices { try await test.node.receive(invoice.paymentHash) }
            for bytes in [-1, 0, 1, 300, 700, 1_200] {
                await test.node.fail("/v1/invoices/subscribe", .cut(afterBytes: bytes))
            }
            let told = await first(3, of: test.backend.receivedPayments(after: 1))
            #expect(told.map(\.index) == [2, 3, 4], "each once and in order")
        }
    }

    @Test("goes on after errors of the node, bare or in the stream")
    func errors() async throws {
        try await TestNode.with { test in
            let invoices = try await invoices(test, 2)
            for invoice in invoices { try await test.node.receive(invoice.paymentHash) }
            let path = "/v1/invoices/subscribe"
            await test.node.fail(path, .refuse(http: 500, code: 2, message: "wallet locked", isObeyed: false))
            await test.node.fail(
                path, .answer(http: 200, body: #"{"error":{"code":14,"message":"transport closing"}}"#))
            await test.node.fail(path, .answer(http: 200, body: "{\"result\":{\"state\":\"SETTLED\"}}\n"))
            #expect(await first(1, of: test.backend.receivedPayments(after: 1)).first?.index == 2)
            #expect(test.log.all.count { $0.contains("broke") } >= 3)
        }
    }

    @Test("tells nothing of invoices that are open or held")
    func onlySettled() async throws {
        try await TestNode.with { test in
            var payments = test.backend.receivedPayments(after: 0).makeAsyncIterator()
            let invoices = try await invoices(test, 3)
            try await test.node.receive(invoices[0].paymentHash, isHeld: true)
            try await test.node.receive(invoices[1].paymentHash)
            try await test.node.receive(invoices[2].paymentHash)
            var told: Set<String> = []
            while told.count < 2, let payment = await payments.next() { told.insert(payment.paymentHash.hex) }
            let paid = invoices.dropFirst().map { $0.paymentHash.hex }
            #expect(told == Set(paid))
        }
    }

    @Test("tells the very first payment too, which LND tells nobody who comes later")
    func veryFirst() async throws {
        try await TestNode.with { test in
            let invoices = try await invoices(test, 1)
            try await test.node.receive(invoices[0].paymentHash)
            let told = await first(1, of: test.backend.receivedPayments(after: 0))
            #expect(told.map(\.paymentHash) == invoices.map(\.paymentHash))
        }
    }

    @Test("begins without an index at about now, and not with the past, however many unpaid invoices came since")
    func now() async throws {
        try await TestNode.with { test in
            let invoices = try await invoices(test, 205)
            for invoice in invoices.prefix(50) { try await test.node.receive(invoice.paymentHash) }
            var payments = test.backend.receivedPayments(after: nil).makeAsyncIterator()
            #expect(await eventually { await test.node.requests.contains("GET /v1/invoices/subscribe") })
            try await test.node.receive(invoices[204].paymentHash)
            let told = await payments.next()
            #expect(told?.index == 51)
        }
    }

    @Test("keeps a few for whoever reads slowly, and loses none: the node waits, or is asked again", arguments: [false, true])
    func slowly(isCut: Bool) async throws {
        try await TestNode.with(configuration: { $0.maximumUntold = 3 }) { test in
            let invoices = try await invoices(test, 40)
            for invoice in invoices { try await test.node.receive(invoice.paymentHash) }
            // Far enough for the buffer to be full, and in the middle of a message.
            if isCut { await test.node.fail("/v1/invoices/subscribe", .cut(afterBytes: 5_000)) }
            let stream = test.backend.receivedPayments(after: 1)
            #expect(await eventually { await test.node.requests.contains("GET /v1/invoices/subscribe") })
            let told = await first(39, of: stream)
            #expect(told.compactMap(\.index) == Array(2...40))
        }
    }

    @Test("is not read on while nobody takes what was told")
    func bounded() async throws {
        try await TestNode.with(configuration: { $0.maximumUntold = 3 }) { test in
            let invoices = try await invoices(test, 12)
            for invoice in invoices { try await test.node.receive(invoice.paymentHash) }
            let (stream, continuation) = AsyncStream.makeStream(
                of: ReceivedPayment.self, bufferingPolicy: .bufferingOldest(3))
            let position = Position(0)
            let subscription = InvoiceSubscription(
                client: test.backend.client, pause: .milliseconds(1), maximumPause: .milliseconds(1),
                logger: test.log.logger, continuation: continuation)
            let reading = Task { await subscription.run(after: 1, from: position) }
            #expect(await eventually { position.value == 4 })
            #expect(await first(5, of: stream).compactMap(\.index) == [2, 3, 4, 5, 6])
            #expect(position.value <= 9, "five were taken and three are kept")
            reading.cancel()
            await reading.value
        }
    }

    @Test("ends with whoever listens")
    func end() async throws {
        try await TestNode.with { test in
            let listening = Task { await first(1, of: test.backend.receivedPayments(after: 5)) }
            #expect(await eventually { await test.node.requests.contains("GET /v1/invoices/subscribe") })
            listening.cancel()
            #expect(await listening.value.isEmpty)
            #expect(await eventually { await test.node.subscribers == 0 })
        }
    }
}

extension AsyncStream {
    fileprivate var first: Element? {
        get async {
            for await element in self { return element }
            return nil
        }
    }
}
