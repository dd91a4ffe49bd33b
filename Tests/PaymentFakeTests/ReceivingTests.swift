import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake
import TestSupport
import Testing

@Suite("Receiving with the fake")
struct ReceivingTests {
    @Test("makes invoices that pay themselves after their delay", arguments: [0, 1, 5] as [UInt64])
    func delay(_ seconds: UInt64) async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(
            FakeBackendConfiguration {
                $0.minDelaySeconds = seconds
                $0.maxDelaySeconds = seconds
            }, clock: clock)
        let created = try await fake.createInvoice(.order("quote"))
        let invoice = try Bolt11Invoice(parsing: created.request)
        #expect(invoice.amountMsat == 21_000)
        #expect(invoice.description == "a mint quote")
        #expect(invoice.paymentHash == created.paymentHash)
        #expect(created.expiresAt == clock.now() + 3_600)

        let payment = ReceivedPayment(paymentHash: created.paymentHash, amountMsat: 21_000)
        if seconds > 0 {
            #expect(try await fake.received(created.paymentHash) == nil)
            clock.advance(by: seconds - 1)
            #expect(try await fake.received(created.paymentHash) == nil)
            clock.advance(by: 1)
        }
        #expect(try await fake.received(created.paymentHash) == payment)
        clock.advance(by: 1_000_000)
        #expect(try await fake.received(created.paymentHash) == payment)
    }

    @Test("draws delays between the two that are configured")
    func delays() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(
            FakeBackendConfiguration {
                $0.minDelaySeconds = 2
                $0.maxDelaySeconds = 4
                $0.throwawayKey = SHA256.hash("a fixed key, so that the delays are the same each time")
            }, clock: clock)
        var hashes: [FixedBytes<32>] = []
        for number in 0..<32 { hashes.append(try await fake.createInvoice(.order("\(number)")).paymentHash) }
        var paid: [Int] = []
        for _ in 0...4 {
            var count = 0
            for hash in hashes where try await fake.received(hash) != nil { count += 1 }
            paid.append(count)
            clock.advance(by: 1)
        }
        #expect(paid[1] == 0)
        #expect(0 < paid[2] && paid[2] < paid[3] && paid[3] < 32)
        #expect(paid[4] == 32)
    }

    @Test("never pays an invoice that expires first")
    func expiry() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(
            FakeBackendConfiguration {
                $0.minDelaySeconds = 10
                $0.maxDelaySeconds = 10
            }, clock: clock)
        let early = try await fake.createInvoice(.order("early", expirySeconds: 10)).paymentHash
        let late = try await fake.createInvoice(.order("late", expirySeconds: 11)).paymentHash
        clock.advance(by: 100)
        #expect(try await fake.received(early) == nil)
        #expect(try await fake.received(late) != nil)
    }

    @Test("announces payments to everyone who listens")
    func announcements() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: clock)
        var first = fake.receivedPayments(after: nil).makeAsyncIterator()
        var second = fake.receivedPayments(after: nil).makeAsyncIterator()
        let hash = try await fake.createInvoice(.order("quote")).paymentHash
        #expect(await eventually { clock.waiting == 1 })
        clock.advance(by: 1)
        let payment = ReceivedPayment(paymentHash: hash, amountMsat: 21_000, index: 1)
        #expect(await first.next() == payment)
        #expect(await second.next() == payment)
    }

    @Test("ends the announcements when it ends")
    func end() async throws {
        var fake: FakeBackend? = try FakeBackend(FakeBackendConfiguration(), clock: ManualClock())
        var payments = fake?.receivedPayments(after: nil).makeAsyncIterator()
        fake = nil
        #expect(await payments?.next() == nil)
    }

    @Test("gives a label the same invoice for ever, and no other amount")
    func labels() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: clock)
        let first = try await fake.createInvoice(.order("quote"))
        clock.advance(by: 100)
        #expect(try await fake.createInvoice(.order("quote")).request == first.request)
        await #expect(throws: PaymentError.self) { try await fake.createInvoice(.order("quote", amountMsat: 1_000)) }
        #expect(try await fake.createInvoice(.order("other")).request != first.request)
        // Equal as text, and still two labels.
        let composed = try await fake.createInvoice(.order("caf\u{e9}"))
        let decomposed = try await fake.createInvoice(.order("cafe\u{301}"))
        #expect(composed.paymentHash != decomposed.paymentHash)
    }

    @Test("refuses orders that make no invoice")
    func badOrders() async throws {
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: ManualClock())
        let orders: [InvoiceOrder] = [
            .order(""), .order(String(repeating: "l", count: 257)), .order("zero", amountMsat: 0),
            .order("much", amountMsat: .max), .order("late", expirySeconds: .max),
            InvoiceOrder(
                label: "long", amountMsat: 1, description: String(repeating: "d", count: 640), expirySeconds: 1),
        ]
        for order in orders {
            await #expect(throws: PaymentError.self, "\(order.label)") { try await fake.createInvoice(order) }
        }
        #expect(throws: Never.self) { try FakeBackend(FakeBackendConfiguration { $0.maxDelaySeconds = 31_536_000 }) }
    }

    @Test("knows nothing of an invoice that is not its own")
    func unknownHash() async throws {
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: ManualClock())
        #expect(try await fake.received(SHA256.hash("unknown")) == nil)
    }

    @Test("refuses delays that are out of order or longer than a year, and a key that is none")
    func badConfiguration() {
        #expect(throws: PaymentError.self) { try FakeBackend(FakeBackendConfiguration { $0.minDelaySeconds = 2 }) }
        #expect(throws: PaymentError.self) {
            try FakeBackend(FakeBackendConfiguration { $0.maxDelaySeconds = 31_536_001 })
        }
        #expect(throws: PaymentError.self) {
            try FakeBackend(FakeBackendConfiguration { $0.throwawayKey = FixedBytes() })
        }
    }
}
