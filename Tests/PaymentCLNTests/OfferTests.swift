import Cashu
import CashuCrypto
import CoreLightningStandIn
import Lightning
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

@Suite("Offers of Core Lightning")
struct OfferTests {
    private static func order(_ label: String, amountMsat: UInt64? = nil, expiresAt: UInt64? = nil) -> OfferOrder {
        OfferOrder(label: label, amountMsat: amountMsat, description: "a mint", expiresAt: expiresAt)
    }

    @Test("each label has its own offer, and the same one when it asks again", arguments: Way.allCases)
    func distinct(_ way: Way) async throws {
        let bench = try await Bench(way)
        let first = try await bench.backend.createOffer(Self.order("quote-1"))
        let second = try await bench.backend.createOffer(Self.order("quote-2"))
        #expect(first.offerID != second.offerID && first.request != second.request)
        bench.node.inject(.cutAfter, into: "offer")
        for _ in 0..<2 {
            let again = try await (try bench.reopened()).createOffer(Self.order("quote-1"))
            #expect(again.offerID == first.offerID && again.request == first.request)
        }
        // The text of an offer is public, and the quote's id is not.
        let parameters = bench.node.lastParameters(of: "offer")
        #expect(parameters?["issuer"]?.string?.contains("quote") == false)
        #expect(parameters?["amount"] == .text("any"))
        #expect(parameters?["label"] == .text("quote-1"))
    }

    @Test("an amount and an end are the offer's")
    func terms() async throws {
        let bench = try await Bench()
        _ = try await bench.backend.createOffer(Self.order("quote", amountMsat: 5_000, expiresAt: 2_000_000_000))
        let parameters = bench.node.lastParameters(of: "offer")
        #expect(parameters?["amount"] == .text("5000msat"))
        #expect(parameters?["absolute_expiry"] == .int(2_000_000_000))
    }

    @Test("all payments of an offer are told, each with what arrived, and shown to who asks", arguments: Way.allCases)
    func received(_ way: Way) async throws {
        let bench = try await Bench(way) { $0.maximumReplyBytes = 65_536 }
        let offer = try await bench.backend.createOffer(Self.order("quote-1"))
        let other = try await bench.backend.createOffer(Self.order("quote-2"))
        #expect(try await bench.backend.latestReceived() == 0)
        // Strangers ask for invoices that they do not pay, more than one answer holds.
        bench.node.askForInvoices(offer.request, count: 200)
        for amount: UInt64 in [1_000, 2_000] { try bench.receive(offer.request, amountMsat: amount) }
        try bench.receive(other.request, amountMsat: 9_000)
        #expect(try await bench.backend.latestReceived() == 3)
        var payments: [ReceivedPayment] = []
        for await payment in bench.backend.receivedPayments(after: 0) {
            payments.append(payment)
            #expect(try await bench.backend.received(payment.paymentHash) == payment)
            if payments.count == 3 { break }
        }
        #expect(payments.map(\.amountMsat) == [1_000, 2_000, 9_000])
        #expect(payments.map(\.index) == [1, 2, 3])
        #expect(payments.map { $0.offer == offer.offerID } == [true, true, false])
        #expect(payments[2].offer == other.offerID)
    }

    @Test("how far the node has counted is found behind what strangers let expire", arguments: Way.allCases)
    func behindTheExpired(_ way: Way) async throws {
        let bench = try await Bench(way) { $0.maximumReplyBytes = 8_192 }
        let offer = try await bench.backend.createOffer(Self.order("quote-1"))
        for amount: UInt64 in [1_000, 2_000] { try bench.receive(offer.request, amountMsat: amount) }
        bench.node.askForInvoices(offer.request, count: 60)
        bench.node.expireInvoices()
        #expect(try await bench.backend.latestReceived() == 2)
    }

    @Test("a node is told from another, and is the same for each process", arguments: Way.allCases)
    func identity(_ way: Way) async throws {
        let (bench, other) = (try await Bench(way), try await Bench(way))
        let identity = try #require(try await bench.backend.nodeIdentity())
        #expect(try await other.backend.nodeIdentity() != identity)
        #expect(try await bench.reopened().nodeIdentity() == identity)
    }

    @Test("who listens is told for which offer, though the wait does not say it", arguments: Way.allCases)
    func told(_ way: Way) async throws {
        let bench = try await Bench(way)
        let offer = try await bench.backend.createOffer(Self.order("quote-1"))
        try bench.receive(offer.request, amountMsat: 3_000)
        for await payment in bench.backend.receivedPayments(after: 0) {
            #expect(payment.offer == offer.offerID)
            #expect(payment.amountMsat == 3_000)
            #expect(payment.index == 1)
            break
        }
    }

    @Test("an offer of somebody else is paid by way of its invoice", arguments: Way.allCases)
    func pays(_ way: Way) async throws {
        let bench = try await Bench(way)
        for (amount, asked) in [(nil, 7_000), (7_000, nil), (7_000, 7_000)] as [(UInt64?, UInt64?)] {
            let offer = StandInNode.foreignOffer(amountMsat: amount)
            let invoice = try await bench.backend.fetchInvoice(offer, amountMsat: asked)
            #expect(invoice.amountMsat == 7_000)
            #expect(invoice.expiresAt > bench.node.now && invoice.expiresAt <= bench.node.now + 7_200)
            #expect(
                bench.node.lastParameters(of: "fetchinvoice")?["amount_msat"] == (amount == nil ? .int(7_000) : nil))
            let outcome = await bench.backend.pay(
                OutgoingPayment(
                    attempt: OperationID(), request: .bolt12(invoice), amountMsat: 7_000, feeLimitMsat: 100,
                    mark: try await bench.backend.mark()))
            guard case .settled(let settlement) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(SHA256.hash(settlement.preimage.bytes) == invoice.paymentHash)
            #expect(settlement.spentMsat == 7_050)
        }
    }

    @Test("an offer that cannot be paid as agreed is refused before anything is paid")
    func refuses() async throws {
        let bench = try await Bench()
        let now = bench.node.now
        for (offer, amount) in [
            (StandInNode.foreignOffer(amountMsat: nil), nil),
            (StandInNode.foreignOffer(amountMsat: 7_000), 8_000),
            (StandInNode.foreignOffer(amountMsat: 7_000, expiresAt: now - 1), nil),
            (StandInNode.foreignOffer(amountMsat: 7_000, asked: 7_001), nil),
            (StandInNode.foreignOffer(amountMsat: nil, asked: 9_000), 7_000),
            (StandInNode.foreignOffer(amountMsat: 7_000, fetchError: 1_004), nil), ("lno1nothing", nil), ("", 7_000),
            (StandInNode.foreignOffer(amountMsat: 7_000, network: .bitcoin), nil),
        ] as [(String, UInt64?)] {
            let error = await #expect(throws: PaymentError.self) {
                _ = try await bench.backend.fetchInvoice(offer, amountMsat: amount)
            }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test("an issuer that cannot be reached may be later", arguments: [1_003, 1_005] as [UInt64])
    func unreachable(_ code: UInt64) async throws {
        let bench = try await Bench()
        let offer = StandInNode.foreignOffer(amountMsat: 7_000, fetchError: code)
        let error = await #expect(throws: PaymentError.self) {
            _ = try await bench.backend.fetchInvoice(offer, amountMsat: nil)
        }
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a node that was without offers is asked again after a minute", arguments: Way.allCases)
    func returning(_ way: Way) async throws {
        let bench = try await Bench(way)
        bench.node.change { $0.knowsOffers = false }
        await #expect(throws: PaymentError.self) { _ = try await bench.backend.createOffer(Self.order("quote")) }
        bench.node.change {
            $0.knowsOffers = true
            $0.laterBy += 55
        }
        #expect(!bench.backend.capabilities.offers)
        await #expect(throws: PaymentError.self) { _ = try await bench.backend.createOffer(Self.order("quote")) }
        bench.node.change { $0.laterBy += 10 }
        #expect(bench.backend.capabilities.offers)
        _ = try await bench.backend.createOffer(Self.order("quote"))
    }

    @Test("a node without offers is found out", arguments: Way.allCases)
    func without(_ way: Way) async throws {
        let bench = try await Bench(way)
        bench.node.change { $0.knowsOffers = false }
        #expect(bench.backend.capabilities.offers)
        await #expect(throws: PaymentError.self) { _ = try await bench.backend.createOffer(Self.order("quote")) }
        #expect(!bench.backend.capabilities.offers)
        let health = await bench.backend.health()
        #expect(health.isUsable && health.problems.map(\.subject) == [.version])
        #expect(health.problems.first?.detail.contains("offer, fetchinvoice") == true)
    }
}
