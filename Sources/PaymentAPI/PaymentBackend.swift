package import Cashu
package import CashuCrypto

/// A Lightning node, seen by the mint. Amounts are millisatoshi; the mint converts to its units, at the backend's rate.
package protocol PaymentBackend: Sendable {
    /// For logs and configuration, such as `fake` or `cln`.
    var name: String { get }
    var capabilities: PaymentCapabilities { get }

    /// At which the backend sells and buys a unit at this moment; `nil` for one in which it does not deal.
    func rate(of unit: CurrencyUnit) -> UnitRate?

    /// Makes an invoice. Calling again with the same `label` returns the same invoice.
    func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice

    /// What the node received for an invoice of its own, be it one that it made for an offer; `nil` while it is unpaid.
    func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment?

    /// Makes an offer, which can be paid any number of times. Calling again with the same `label` returns the same
    /// offer. This and the next are asked only of a backend that has `capabilities.offers`. What an offer gets is told by
    /// `receivedPayments`, and nowhere else.
    func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer

    /// Has the issuer of an offer make an invoice for this node, a new one each time. `amountMsat` is given when the
    /// offer leaves the amount to the payer. Throws `.refused` when the offer is at fault: it is for another network,
    /// its issuer refuses, or the invoice is not for what was asked.
    func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice

    /// By which the node is told from another one that is put in its place, and numbers for itself what it receives;
    /// `nil` for a backend that makes no offers, or behind which there is always the same.
    func nodeIdentity() async throws(PaymentError) -> FixedBytes<32>?

    /// The number of the latest payment of an own invoice or offer, zero when there has been none: each later one has a
    /// greater one, and `receivedPayments(after:)` tells it, to whichever process. `nil` for a backend that does not
    /// number what it receives; such a one has no offers. The number may be too small, and then more is told.
    func latestReceived() async throws(PaymentError) -> UInt64?

    /// Every payment of an own invoice or offer, as it arrives, in the order of their numbers. The mint asks `received`
    /// again before it credits anything; but what is not told for an offer it never looks for.
    /// - Parameter index: of the last payment that was looked at; `nil` for none, and then those of the past are not told.
    func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment>

    /// What paying would cost at most.
    func estimate(_ request: PaymentRequest, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate

    /// How far the node has counted its payments. A backend that knows attempts by their ids needs no mark.
    func mark() async throws(PaymentError) -> PaymentMark

    /// Pays, at most once per payment hash, spending no more than `feeLimitMsat` on fees. Never throws: what is not
    /// certainly settled or certainly failed is `.inFlight` or `.unknown`. A hash whose attempts have all failed may be
    /// tried again under a new attempt id; an attempt that has failed is over, and is not begun a second time.
    func pay(_ payment: OutgoingPayment) async -> PaymentOutcome

    /// What became of an attempt to pay, begun now or by an earlier process; `.notFound` when the backend has no record
    /// of it. That the hash is paid, or may be, may be said whichever attempt did it. `.failed` must be about this very
    /// attempt, for it lets the mint give the money back: a backend that cannot tell attempts apart answers `.unknown`.
    func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome

    /// Asks for everything that can be asked without moving anything. Never throws: what is wrong is the answer.
    func health() async -> BackendHealth

    /// What the node has at this moment; `nil` for a backend that has no money.
    func balance() async throws(PaymentError) -> BackendBalance?
}

/// What not every backend can do.
package struct PaymentCapabilities: Sendable, Equatable {
    /// Whether it pays a part of what an invoice asks, beside other nodes that pay the rest (NUT-15).
    package var paysParts = false
    /// Whether it makes and pays offers (BOLT12).
    package var offers = false

    package init() {}
}

extension PaymentBackend {
    package var capabilities: PaymentCapabilities { PaymentCapabilities() }

    package func nodeIdentity() async throws(PaymentError) -> FixedBytes<32>? { nil }

    package func latestReceived() async throws(PaymentError) -> UInt64? { nil }

    package func mark() async throws(PaymentError) -> PaymentMark { .start }

    package func health() async -> BackendHealth { BackendHealth() }

    package func balance() async throws(PaymentError) -> BackendBalance? { nil }

    /// Bitcoin, which is what a node has.
    package func rate(of unit: CurrencyUnit) -> UnitRate? {
        switch unit {
        case .sat: .sat
        case .msat: .msat
        default: nil
        }
    }
}

package struct InvoiceOrder: Sendable {
    /// The quote id: unique, so that a retry cannot make a second invoice.
    package let label: String
    package let amountMsat: UInt64
    package let description: String
    package let expirySeconds: UInt64

    package init(label: String, amountMsat: UInt64, description: String, expirySeconds: UInt64) {
        self.label = label
        self.amountMsat = amountMsat
        self.description = description
        self.expirySeconds = expirySeconds
    }
}

package struct CreatedInvoice: Sendable {
    package let request: String
    package let paymentHash: FixedBytes<32>
    /// Unix seconds.
    package let expiresAt: UInt64

    package init(request: String, paymentHash: FixedBytes<32>, expiresAt: UInt64) {
        self.request = request
        self.paymentHash = paymentHash
        self.expiresAt = expiresAt
    }
}

package struct ReceivedPayment: Sendable, Equatable {
    package let paymentHash: FixedBytes<32>
    package let amountMsat: UInt64
    /// The id of the offer of its own that the invoice was made for; `nil` for an ordinary invoice.
    package let offer: FixedBytes<32>?
    /// By which the node numbers what it received, where it does: Core Lightning's `pay_index`, LND's `settle_index`.
    package let index: UInt64?

    package init(
        paymentHash: FixedBytes<32>, amountMsat: UInt64, offer: FixedBytes<32>? = nil, index: UInt64? = nil
    ) {
        self.paymentHash = paymentHash
        self.amountMsat = amountMsat
        self.offer = offer
        self.index = index
    }
}

package struct PaymentEstimate: Sendable, Equatable {
    package let feeReserveMsat: UInt64

    package init(feeReserveMsat: UInt64) { self.feeReserveMsat = feeReserveMsat }
}

package struct OutgoingPayment: Sendable {
    /// New for every attempt: by it the backend tells this one from others to pay the same invoice.
    package let attempt: OperationID
    package let request: PaymentRequest
    /// Less than the invoice asks when it is a part, which only a backend that pays parts is given.
    package let amountMsat: UInt64
    package let feeLimitMsat: UInt64
    /// Of the moment before the mint decided to pay.
    package let mark: PaymentMark

    /// What the backend is asked about later.
    package var asked: PaymentAttempt { PaymentAttempt(id: attempt, paymentHash: request.paymentHash, mark: mark) }

    /// Whether others pay the rest of the invoice (NUT-15).
    package var isPart: Bool { request.amountMsat.map { amountMsat < $0 } ?? false }

    package init(
        attempt: OperationID, request: PaymentRequest, amountMsat: UInt64, feeLimitMsat: UInt64, mark: PaymentMark
    ) {
        self.attempt = attempt
        self.request = request
        self.amountMsat = amountMsat
        self.feeLimitMsat = feeLimitMsat
        self.mark = mark
    }
}

/// "Unknown" is an answer. Only evidence of failure lets a melt be undone.
package enum PaymentOutcome: Sendable, Equatable {
    case settled(Settlement)
    case failed(ConfirmedFailure)
    case inFlight
    /// The backend could not tell.
    case unknown(String)
    /// The backend answered, and has no record of the attempt. Only `outcome(of:)` says this, and alone it
    /// proves nothing: an order to pay may still be on its way to the node. It becomes evidence once the invoice has
    /// long expired and nobody can still be about to pay it.
    case notFound
}

package struct Settlement: Sendable, Equatable {
    package let preimage: FixedBytes<32>
    /// Amount and fee together.
    package let spentMsat: UInt64

    package init(preimage: FixedBytes<32>, spentMsat: UInt64) {
        self.preimage = preimage
        self.spentMsat = spentMsat
    }
}

/// The backend's word that this attempt is over and moved nothing.
package struct ConfirmedFailure: Sendable, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

package enum PaymentError: Error, Sendable, Equatable {
    /// The backend does not answer; trying later may help.
    case unavailable(String)
    /// The backend refused, for a reason that will not pass.
    case refused(String)
}
