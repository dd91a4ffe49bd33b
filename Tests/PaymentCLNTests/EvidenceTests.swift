import CashuCrypto
import Foundation
import PaymentAPI
import Testing

@testable import PaymentCLN

@Suite("What the node's list of payments proves")
struct EvidenceTests {
    private static let preimage = SHA256.hash("preimage")
    private static let hash = SHA256.hash(preimage.bytes)
    private static let mark = PaymentMark(10)
    private static let settled = PaymentEvidence.Verdict.outcome(
        .settled(Settlement(preimage: preimage, spentMsat: 1_010)))
    private static let inFlight = PaymentEvidence.Verdict.outcome(.inFlight)
    private static let notFound = PaymentEvidence.Verdict.outcome(.notFound)
    private static let final = PaymentEvidence.Order.ended(NodeError(code: 205, message: "no route"))
    private static let stopped = PaymentEvidence.Order.ended(NodeError(code: 209, message: "gave up"))
    /// A moment at which an order of second 1000 is over, and one at which it may not be.
    private static let late = PaymentEvidence.Order.open(now: 1_181, age: 181, limit: 180)
    private static let early = PaymentEvidence.Order.open(now: 1_180, age: 10_000, limit: 180)

    private static func payment(
        _ status: NodePayment.Status, _ index: UInt64?, preimage: FixedBytes<32>? = nil, spent: UInt64? = 1_010
    ) -> NodePayment {
        NodePayment(
            payment_hash: Hex32(hash), status: status, created_at: 1_000, created_index: index,
            preimage: preimage.map(Hex32.init), amount_sent_msat: spent.map(Millisatoshis.init))
    }

    private static func verdict(
        _ payments: [NodePayment], _ order: PaymentEvidence.Order
    ) -> PaymentEvidence.Verdict {
        PaymentEvidence(payments: payments, paymentHash: hash, mark: mark).verdict(order)
    }

    private static func isFailed(_ verdict: PaymentEvidence.Verdict) -> Bool {
        if case .outcome(.failed) = verdict { true } else { false }
    }

    private static func isUnknown(_ verdict: PaymentEvidence.Verdict) -> Bool {
        if case .outcome(.unknown) = verdict { true } else { false }
    }

    @Test("complete counts more than pending, and pending more than failed, in any order")
    func precedence() {
        let complete = Self.payment(.complete, 12, preimage: Self.preimage)
        let (pending, failed) = (Self.payment(.pending, 11), Self.payment(.failed, 13))
        for order in [Self.final, Self.stopped, Self.late, Self.early] {
            #expect(Self.verdict([failed, pending, complete], order) == Self.settled)
            #expect(Self.verdict([complete, failed, pending], order) == Self.settled)
            #expect(Self.verdict([failed, pending], order) == Self.inFlight)
            #expect(Self.verdict([pending, failed], order) == Self.inFlight)
        }
    }

    @Test("a payment of an earlier attempt that is complete or pending says what became of the hash")
    func olderButAlive() {
        #expect(Self.verdict([Self.payment(.complete, 3, preimage: Self.preimage)], Self.final) == Self.settled)
        #expect(Self.verdict([Self.payment(.pending, 3)], Self.final) == Self.inFlight)
    }

    @Test("a complete payment without a preimage that fits, or without its cost, proves nothing")
    func noProof() {
        for payment in [
            Self.payment(.complete, 12), Self.payment(.complete, 12, preimage: Self.hash),
            Self.payment(.complete, 12, preimage: FixedBytes()),
            Self.payment(.complete, 12, preimage: Self.preimage, spent: nil),
        ] {
            for order in [Self.final, Self.late] {
                guard case .withoutProof = Self.verdict([payment], order) else {
                    Issue.record("taken for a proof: \(payment)")
                    continue
                }
            }
        }
    }

    @Test("a failure of an earlier attempt is none of this one, the mark's own number included")
    func olderFailures() {
        for index: UInt64 in [1, 9, 10] {
            #expect(Self.verdict([Self.payment(.failed, index)], Self.late) == Self.notFound)
            #expect(Self.isUnknown(Self.verdict([Self.payment(.failed, index)], Self.stopped)))
        }
    }

    @Test("a failure of this attempt counts once the node's time to try is over")
    func ownFailures() {
        let failed = [Self.payment(.failed, 11)]
        #expect(Self.verdict(failed, Self.early) == Self.inFlight)
        #expect(Self.isFailed(Self.verdict(failed, Self.late)))
        #expect(Self.verdict(failed, .open(now: .max, age: .max, limit: .max)) == Self.inFlight)
        // A node whose clock is behind makes everything look old.
        #expect(Self.isUnknown(Self.verdict(failed, .open(now: 10_000, age: 180, limit: 180))))
    }

    @Test("a failure that has no number is nobody's")
    func unnumbered() {
        #expect(Self.isUnknown(Self.verdict([Self.payment(.failed, nil)], Self.late)))
        #expect(Self.isUnknown(Self.verdict([Self.payment(.failed, nil)], Self.stopped)))
    }

    @Test("with no record an order failed only when the node said so of the order itself")
    func nothing() {
        #expect(Self.isFailed(Self.verdict([], Self.final)))
        #expect(Self.isUnknown(Self.verdict([], Self.stopped)))
        #expect(Self.verdict([], Self.late) == Self.notFound)
        #expect(Self.verdict([], Self.early) == Self.notFound)
    }

    @Test("when the node stopped trying, failures of this attempt are the end")
    func stoppedWithRecord() {
        #expect(Self.isFailed(Self.verdict([Self.payment(.failed, 11)], Self.stopped)))
        #expect(Self.isFailed(Self.verdict([Self.payment(.failed, 11)], Self.final)))
    }
}
