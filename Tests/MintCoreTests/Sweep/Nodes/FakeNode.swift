import Cashu
import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake

/// The fake backend, which is its own node: a process of the mint is cut off from it at the calls of the backend.
struct FakeNode: SweepNode {
    let backend: FakeBackend
    private let mail = LateMail()
    private let clock: ManualClock
    let orderSite = "backend pay"

    init(_ clock: ManualClock, invoicesArePaidAfter delay: UInt64) throws {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = delay
        configuration.maxDelaySeconds = delay
        backend = try FakeBackend(configuration, clock: clock)
        self.clock = clock
    }

    func connect(by passage: Passage) -> NodeLine {
        NodeLine(backend: WatchedBackend(backend: backend, mail: mail, passage: passage), close: {})
    }

    /// The description tells the backend what becomes of it.
    func invoice(_ course: Course) throws -> Bolt11Invoice {
        try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: 10_000, paymentHash: .random(), paymentSecret: .random(),
                purpose: .description(Self.description(course)), timestamp: clock.now()),
            throwawayKey: FixedBytes<32> { _ in 0x42 })
    }

    /// Whose payment settles.
    func offer(_ course: Course) throws -> Bolt12Offer? {
        guard course == .settles else { return nil }
        return try Bolt12Offer.make(
            Bolt12Terms(amountMsat: 10_000, description: OperationID().text, issuerID: Bolt12Offer.anyIssuer()))
    }

    private static func description(_ course: Course) -> String {
        switch course {
        case .settles: "fake:settle"
        case .fails: "fake:fail"
        case .settlesUnseen: "fake:unknown-then-paid"
        case .failsUnseen: "fake:unknown-then-failed"
        case .hangsAndSettles: "fake:hang=\(2 * Surroundings.longWaitSeconds)"
        case .hangsAndFails: preconditionFailure("the fake backend has no such payment")
        case .late: LateMail.late
        case .lost: LateMail.lost
        }
    }

    /// They are paid by themselves.
    func receive(_ request: String) {}

    func end(_ paymentHash: FixedBytes<32>, paid: Bool) {}

    func truth(_ paymentHash: FixedBytes<32>) async -> Truth {
        // No attempt of this name was made, so a failure of another is none of its own.
        switch await backend.outcome(of: paymentHash, attempt: OperationID()) {
        case .settled: .made
        case .notFound, .failed: .none
        case .inFlight, .unknown: .underWay
        }
    }

    /// It keeps one payment for a hash.
    func paidTwice() -> [String] { [] }

    func stop() {}
}
