import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake
import TestSupport
import Testing

@Suite("Offers of the fake")
struct OfferTests {
    private func order(_ label: String, amountMsat: UInt64? = 21_000, expiresAt: UInt64? = nil) -> OfferOrder {
        OfferOrder(label: label, amountMsat: amountMsat, description: "a mint quote", expiresAt: expiresAt)
    }

    @Test("are real, one for a label, and pay themselves once after their delay")
    func creating() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: clock)
        var announced = fake.receivedPayments(after: nil).makeAsyncIterator()
        let created = try await fake.createOffer(order("quote"))
        let offer = try Bolt12Offer(parsing: created.request)
        #expect(offer.offerID == created.offerID && offer.amountMsat == 21_000 && offer.issuerID == fake.node)
        #expect(try await fake.createOffer(order("quote")).request == created.request)
        await #expect(throws: PaymentError.self) { try await fake.createOffer(order("quote", amountMsat: 1)) }
        #expect(try await fake.createOffer(order("other")).offerID != created.offerID)
        #expect(try await fake.latestReceived() == 0)
        #expect(await eventually { clock.waiting == 2 })
        clock.advance(by: 1)
        var heard: [ReceivedPayment] = []
        for _ in 0..<2 { if let payment = await announced.next() { heard.append(payment) } }
        #expect(heard.map(\.index) == [1, 2])
        let received = heard.filter { $0.offer == created.offerID }
        #expect(received.map(\.amountMsat) == [21_000])
        for payment in heard {
            let shown = try await fake.received(payment.paymentHash)
            #expect(shown?.offer == payment.offer && shown?.amountMsat == payment.amountMsat)
        }
    }

    @Test("are paid again and again, each time by another payment, and never by itself after they expired")
    func again() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(
            FakeBackendConfiguration {
                $0.minDelaySeconds = 10
                $0.maxDelaySeconds = 10
            }, clock: clock)
        let id = try await fake.createOffer(order("quote", amountMsat: nil, expiresAt: clock.now() + 5)).offerID
        for amount: UInt64 in [1, 2, 3] { try await fake.receive(offer: id, amountMsat: amount) }
        clock.advance(by: 100)
        let received = try await fake.told(3)
        #expect(received.map(\.amountMsat) == [1, 2, 3] && received.map(\.offer) == [id, id, id])
        #expect(try await fake.latestReceived() == 3)
        #expect(Set(received.map(\.paymentHash)).count == 3)
        await #expect(throws: PaymentError.self) { try await fake.receive(offer: FixedBytes(), amountMsat: 1) }
    }

    @Test("are remembered in the state file with all that was paid")
    func stateFile() async throws {
        let directory = try TemporaryDirectory()
        let configuration = FakeBackendConfiguration { $0.stateFile = directory.path(of: "state") }
        let clock = ManualClock()
        let (request, id, received) = try await {
            let fake = try FakeBackend(configuration, clock: clock)
            let created = try await fake.createOffer(order("quote", amountMsat: nil))
            try await fake.receive(offer: created.offerID, amountMsat: 5)
            clock.advance(by: 10)
            return (created.request, created.offerID, try await fake.told(2))
        }()
        let fake = try FakeBackend(configuration, clock: clock)
        #expect(try await fake.createOffer(order("quote", amountMsat: nil)).request == request)
        #expect(try await fake.told(2) == received && received.map(\.offer) == [id, id])
        #expect(try await fake.told(1, after: 1) == [received[1]])
    }

    @Test("are told in one order for ever: by the second, and within it as they were recorded")
    func order() async throws {
        let directory = try TemporaryDirectory()
        let configuration = FakeBackendConfiguration {
            $0.stateFile = directory.path(of: "state")
            $0.minDelaySeconds = 0
            $0.maxDelaySeconds = 3
        }
        let clock = ManualClock()
        let fake = try FakeBackend(configuration, clock: clock)
        for number in 0..<20 {
            _ = try await fake.createOffer(order("quote \(number)"))
            if number % 3 == 0 { clock.advance(by: 1) }
            // Those who ask meanwhile change nothing.
            _ = try await fake.latestReceived()
        }
        clock.advance(by: 10)
        let told = try await fake.told(20)
        #expect(told.map(\.index) == (1...20).map(UInt64.init))
        #expect(try await (try FakeBackend(configuration, clock: clock)).told(20) == told)
    }

    @Test("do not arrive before what has arrived, though the clock is set back")
    func clockSetBack() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(
            FakeBackendConfiguration {
                $0.minDelaySeconds = 1_000_000
                $0.maxDelaySeconds = 1_000_000
            }, clock: clock)
        let id = try await fake.createOffer(order("quote", amountMsat: nil)).offerID
        let first = try await fake.receive(offer: id, amountMsat: 1)
        #expect(try await fake.latestReceived() == 1)
        clock.set(to: clock.now() - 100)
        let second = try await fake.receive(offer: id, amountMsat: 2)
        #expect(try await fake.latestReceived() == 1)
        #expect(try await fake.received(second.paymentHash) == nil)
        clock.advance(by: 100)
        #expect(try await fake.told(2).map(\.paymentHash) == [first.paymentHash, second.paymentHash])
    }

    private func foreign(_ description: String, amountMsat: UInt64?, network: LightningNetwork = .bitcoin) throws -> String {
        let node = try #require(PublicKey.generator.multiplied(by: FakeNode.key))
        let terms = Bolt12Terms(network: network, amountMsat: amountMsat, description: description, issuerID: node)
        return try Bolt12Offer.make(terms).text
    }

    @Test("of others get an invoice each time, which is paid as its description says")
    func paying() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: clock)
        let offer = try foreign("fake:unknown-then-paid", amountMsat: nil)
        let invoice = try await fake.fetchInvoice(offer, amountMsat: 7_000)
        #expect(invoice.amountMsat == 7_000 && invoice.expiresAt == clock.now() + 7_200)
        #expect(invoice.text.hasPrefix("lni1"))
        #expect(try await fake.fetchInvoice(offer, amountMsat: 7_000).paymentHash != invoice.paymentHash)
        let payment = OutgoingPayment(
            attempt: FakeNode.attempt, request: .bolt12(invoice), amountMsat: 7_000, feeLimitMsat: 2_000, mark: .start)
        guard case .unknown = await fake.pay(payment),
            case .settled(let settlement) = await fake.outcome(of: invoice.paymentHash, attempt: FakeNode.attempt)
        else {
            Issue.record("it did not do as it was told")
            return
        }
        #expect(settlement.spentMsat == 8_000)
        let forged = Bolt12Invoice(
            text: invoice.text, paymentHash: FixedBytes(), amountMsat: 7_000, expiresAt: invoice.expiresAt)
        let other = OutgoingPayment(
            attempt: FakeNode.attempt, request: .bolt12(forged), amountMsat: 7_000, feeLimitMsat: 0, mark: .start)
        guard case .failed = await fake.pay(other) else {
            Issue.record("an invoice that it never gave was paid")
            return
        }
    }

    @Test("that cannot be paid get no invoice, and its own are not paid by itself")
    func refusals() async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: clock)
        let (open, fixed) = (try foreign("", amountMsat: nil), try foreign("", amountMsat: 5))
        let dollars = "lno1qcp4256ypqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj"
        for (offer, amount) in [
            ("lnbc1", 5), (open, nil), (open, 0), (fixed, 6), (dollars, 5),
            (try foreign("", amountMsat: 5, network: .signet), 5),
        ] as [(String, UInt64?)] {
            await #expect(throws: PaymentError.self, "\(offer)") {
                try await fake.fetchInvoice(offer, amountMsat: amount)
            }
        }
        let own = try await fake.createOffer(order("quote"))
        let invoice = try await fake.fetchInvoice(own.request, amountMsat: nil)
        let payment = OutgoingPayment(
            attempt: FakeNode.attempt, request: .bolt12(invoice), amountMsat: 21_000, feeLimitMsat: 0, mark: .start)
        guard case .failed = await fake.pay(payment) else {
            Issue.record("a node paid its own offer")
            return
        }
    }
}

extension FakeBackend {
    /// So many payments, in the order in which they are told.
    fileprivate func told(_ count: Int, after index: UInt64 = 0) async throws -> [ReceivedPayment] {
        var payments: [ReceivedPayment] = []
        for await payment in receivedPayments(after: index) {
            payments.append(payment)
            if payments.count == count { break }
        }
        return payments
    }
}
