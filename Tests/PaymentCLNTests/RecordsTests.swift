import BackendConformance
import CashuCrypto
import CoreLightningStandIn
import Lightning
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

@Suite("That a node has no record of a success says nothing when records were deleted, or are another node's")
struct RecordsTests {
    /// An outcome that is not known, for a reason with this text in it.
    private static func expect(_ outcome: PaymentOutcome, isUnknownFor reason: String) {
        guard case .unknown(let text) = outcome, text.contains(reason) else {
            Issue.record("\(outcome)")
            return
        }
    }

    /// A payment that ended, with a record that can be deleted.
    private static func deletable(_ bench: Bench) throws -> FixedBytes<32> {
        let other = try bench.invoice(StandInFate.settle)
        bench.node.payBefore(other.text, paid: false, amountMsat: 1_000)
        return other.paymentHash
    }

    @Test("a mark is of the records of one node, until one is deleted", arguments: Way.allCases)
    func marks(_ way: Way) async throws {
        let bench = try await Bench(way)
        let other = try Self.deletable(bench)
        let mark = try await bench.backend.mark()
        #expect(mark.records != nil)
        try await bench.restartNode()
        #expect(try await (try bench.reopened()).mark() == mark)
        bench.node.deletePayments(other)
        let later = try await bench.backend.mark()
        #expect(later.value == mark.value && later.records != mark.records)
        try await bench.replaceNode()
        let foreign = try await bench.backend.mark()
        #expect(foreign.value == 0 && foreign.records != mark.records && foreign.records != later.records)
    }

    @Test("a payment that was deleted after it went through is not called unknown to the node", arguments: Way.allCases)
    func deletedSuccess(_ way: Way) async throws {
        let bench = try await Bench(way)
        let payment = try await TestPayment(bench, .hangCut)
        #expect(OutcomeKind(await payment.pay()) == .inFlight)
        bench.node.end(payment.hash, paid: true)
        bench.node.deletePayments(payment.hash)
        bench.node.change { $0.laterBy += 10_000 }
        Self.expect(await payment.outcome(), isUnknownFor: "deleted 2 of its records")
        #expect(bench.node.timesPaid(payment.hash) == 1)
    }

    @Test("nor is one that is deleted just before the list is read", arguments: Way.allCases)
    func deletedMeanwhile(_ way: Way) async throws {
        let bench = try await Bench(way)
        let payment = try await TestPayment(bench, .hangCut)
        #expect(OutcomeKind(await payment.pay()) == .inFlight)
        bench.node.end(payment.hash, paid: true)
        bench.node.inject(.deletion(payment.hash), into: "listpays")
        Self.expect(await payment.outcome(), isUnknownFor: "deleted 2 of its records")
    }

    @Test("failures of this attempt are none when one of its successes may have been deleted")
    func deletedFailure() async throws {
        let bench = try await Bench()
        let other = try Self.deletable(bench)
        let payment = try await TestPayment(bench, .retrying)
        #expect(OutcomeKind(await payment.pay()) == .inFlight)
        bench.node.change { $0.laterBy += 1_000 }
        #expect(OutcomeKind(await payment.outcome()) == .failed)
        bench.node.deletePayments(other)
        Self.expect(await payment.outcome(), isUnknownFor: "deleted 2 of its records")
    }

    @Test("a node's last word on an order counts no more when records were deleted meanwhile", arguments: Way.allCases)
    func deletedDuringOrder(_ way: Way) async throws {
        let bench = try await Bench(way) { $0.retrySeconds = 60 }
        let other = try Self.deletable(bench)
        let payment = try await TestPayment(bench, .hang)
        let paying = Task { await payment.pay() }
        #expect(await eventually { bench.node.isWaited(for: payment.hash) })
        bench.node.deletePayments(other)
        bench.node.end(payment.hash, paid: false)
        Self.expect(await paying.value, isUnknownFor: "deleted 2 of its records")
    }

    @Test("nor when it is not known whether they were")
    func silentAboutRecords() async throws {
        let bench = try await Bench()
        let payment = try await TestPayment(bench, .hang)
        let paying = Task { await payment.pay() }
        #expect(await eventually { bench.node.isWaited(for: payment.hash) })
        bench.node.inject(.error(code: -1), into: "wait")
        bench.node.end(payment.hash, paid: false)
        Self.expect(await paying.value, isUnknownFor: "records are whole")
    }

    @Test("an order whose mark is of other records is not given", arguments: Way.allCases)
    func deletedBeforeOrder(_ way: Way) async throws {
        let bench = try await Bench(way)
        let other = try Self.deletable(bench)
        let payment = try await TestPayment(bench, .settle)
        bench.node.deletePayments(other)
        guard case .failed(let failure) = await payment.pay() else {
            Issue.record("paid")
            return
        }
        #expect(failure.reason.contains("nothing was sent") && failure.reason.contains("deleted"))
        #expect(bench.node.orders(payment.hash) == 0)
    }

    @Test("another node knows nothing of a payment", arguments: Way.allCases)
    func otherNode(_ way: Way) async throws {
        let bench = try await Bench(way)
        let payment = try await TestPayment(bench, .settle)
        try await bench.replaceNode()
        guard case .failed(let failure) = await payment.pay() else {
            Issue.record("paid by another node than was asked for its mark")
            return
        }
        #expect(failure.reason.contains("another node"))
        #expect(bench.node.orders(payment.hash) == 0)
        Self.expect(await payment.outcome(), isUnknownFor: "another node")
    }

    @Test(
        "a search for routes that ends with the node leaves no trace, and is no failure", arguments: Way.allCases)
    func endedSearch(_ way: Way) async throws {
        let bench = try await Bench(way)
        let payment = try await TestPayment(bench, .routingHeld)
        let paying = Task { await payment.pay() }
        #expect(await eventually { bench.node.isWaited(for: payment.hash) })
        try await bench.restartNode()
        #expect(OutcomeKind(await paying.value) == .unknown)
        #expect(OutcomeKind(await payment.outcome()) == .notFound)
        #expect(bench.node.timesPaid(payment.hash) == 0 && !bench.node.isInFlight(payment.hash))
    }

    @Test("nor does one that answered only before the list")
    func otherNodeForAMoment() async throws {
        let bench = try await Bench()
        let payment = try await TestPayment(bench, .lost)
        #expect(OutcomeKind(await payment.pay()) == .unknown)
        #expect(OutcomeKind(await payment.outcome()) == .notFound)
        let info = JSON.object([
            "id": .text("02another"), "version": .text("v26.06"), "network": .text("regtest"), "blockheight": .int(1),
        ])
        bench.node.inject(.result(info), into: "getinfo")
        Self.expect(await payment.outcome(), isUnknownFor: "another node answers than a moment ago")
    }

    @Test("an old copy of the node's database is noticed by its numbers")
    func oldCopy() async throws {
        let bench = try await Bench()
        let payment = try await TestPayment(bench, .lost)
        let mark = PaymentMark(payment.order.mark.value + 1, of: payment.order.mark.records)
        let attempt = PaymentAttempt(id: payment.attempt.id, paymentHash: payment.hash, mark: mark)
        Self.expect(await bench.backend.outcome(of: attempt), isUnknownFor: "old copy")
    }

    @Test("a payment that is there counts, whatever was deleted", arguments: Way.allCases)
    func alive(_ way: Way) async throws {
        let bench = try await Bench(way)
        let other = try Self.deletable(bench)
        let payment = try await TestPayment(bench, .hangCut)
        #expect(OutcomeKind(await payment.pay()) == .inFlight)
        bench.node.deletePayments(other)
        #expect(OutcomeKind(await payment.outcome()) == .inFlight)
        bench.node.end(payment.hash, paid: true)
        for _ in 0..<2 { bench.node.inject(.error(code: -1), into: "getinfo") }
        #expect(payment.isProven(await payment.outcome()))
    }

    @Test("an attempt without records is never called failed, nor unknown to the node")
    func noRecords() async throws {
        let bench = try await Bench()
        for fate in [StandInFate.retrying, .lost] {
            let payment = try await TestPayment(bench, fate)
            _ = await payment.pay()
            bench.node.change { $0.laterBy += 1_000 }
            let attempt = PaymentAttempt(
                id: payment.attempt.id, paymentHash: payment.hash, mark: PaymentMark(payment.order.mark.value))
            Self.expect(await bench.backend.outcome(of: attempt), isUnknownFor: "does not say")
        }
    }

    @Test("its silence proves nothing while it does not know the newest blocks", arguments: Way.allCases)
    func syncing(_ way: Way) async throws {
        let bench = try await Bench(way)
        let payment = try await TestPayment(bench, .lost)
        #expect(OutcomeKind(await payment.pay()) == .unknown)
        bench.node.change { $0.isSyncing = true }
        Self.expect(await payment.outcome(), isUnknownFor: "newest blocks")
        bench.node.change { $0.isSyncing = false }
        #expect(OutcomeKind(await payment.outcome()) == .notFound)
    }
}
