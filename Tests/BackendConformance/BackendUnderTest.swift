package import CashuCrypto
package import Lightning
package import PaymentAPI

/// A backend together with its node, which does what a test tells it.
package protocol BackendUnderTest: Sendable {
    var backend: any PaymentBackend { get }

    /// Whether a payment that settled has a preimage. One whose node moves no money has none.
    var provesPayments: Bool { get }

    /// The backend as another process of the mint has it: of the first one it knows nothing but what the node knows.
    func reopened() async throws -> any PaymentBackend

    /// An invoice of somebody else. Paying it meets this fate. Each call makes a new payment hash.
    func invoice(_ fate: PaymentFate, amountMsat: UInt64?) async throws -> Bolt11Invoice

    /// The end of a payment that is in flight. When it fails, the node tries no other way.
    func end(_ paymentHash: FixedBytes<32>, paid: Bool) async throws

    /// So much time passes that the node tries nothing more for orders that it has.
    func outlastOrders() async throws

    /// Somebody pays an own invoice.
    func receive(_ request: String, amountMsat: UInt64) async throws

    /// The node ends and starts again with what it had on disk.
    func restartNode() async throws

    /// How many times the node gave money away for this hash: from its own ledger, not by way of the backend.
    func timesPaid(_ paymentHash: FixedBytes<32>) async throws -> Int

    /// What the node holds at most for fees and payments of this hash that are not over.
    func isInFlight(_ paymentHash: FixedBytes<32>) async throws -> Bool
}

extension BackendUnderTest {
    package var provesPayments: Bool { true }
}

/// What not every node can play.
package enum ConformanceNeed: Sendable {
    /// It numbers what it receives.
    case numbers
    /// A payment that is in flight can fail.
    case laterFailures
}

/// What happens when the node is told to pay an invoice.
package enum PaymentFate: String, Sendable, CaseIterable {
    case settles
    /// No way to the payee; the node says so.
    case noRoute
    /// The payee refuses it, after it was under way.
    case refused
    /// The node has not enough in its channels.
    case noLiquidity
    /// The invoice is out of time, as the node sees it.
    case expired
    /// On its way until `end`.
    case hangs
    /// As `hangs`, but the node's first answer is an error: it gave up looking for ways while a part was under way.
    case hangsAfterError
    /// Paid, but the connection ends before the answer.
    case settlesUnheard
    /// On its way until `end`, and the connection ends before any answer.
    case hangsUnheard
    /// The connection ends before the node has read the order.
    case neverArrives
    /// Somebody paid it before, through this node.
    case paidBefore
    /// An earlier attempt to pay it failed for good; this one is on its way until `end`.
    case hangsAfterFailedAttempt
    /// An earlier attempt to pay it failed for good; the order for this one does not arrive.
    case neverArrivesAfterFailedAttempt
    /// The node says that it is paid and shows a preimage of something else.
    case wrongPreimage
}
