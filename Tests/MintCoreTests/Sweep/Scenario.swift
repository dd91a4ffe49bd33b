import Testing

/// What is swept, with everything that is ready before the first fault can strike.
struct Scenario: Sendable, CustomTestStringConvertible {
    let title: String
    /// When nothing strikes, after recovery.
    let undisturbed: Ending
    /// Besides that one.
    let allowed: Set<Ending>
    /// When a payment that was in flight is over.
    let last: Ending
    let invoiceDelay: UInt64
    let prepare: @Sendable (inout SweepWorld) async throws -> any Attempt

    private init(
        _ title: String, _ undisturbed: Ending, or allowed: Set<Ending> = [], last: Ending = .done,
        invoicesArePaidAfter delay: UInt64 = 0,
        _ prepare: @escaping @Sendable (inout SweepWorld) async throws -> any Attempt
    ) {
        self.title = title
        self.undisturbed = undisturbed
        self.allowed = allowed.union([undisturbed])
        self.last = last
        invoiceDelay = delay
        self.prepare = prepare
    }

    var testDescription: String { title }

    static let all = requests + recoveries + takeovers

    private static let requests = [
        Scenario("Swap", .done, or: [.undone]) { try await SwapAttempt(in: &$0) },
        Scenario("Mint quote", .done, or: [.undone]) { _ in MintQuoteAttempt() },
        // Whatever strikes, the next sweep finds the payment.
        Scenario("Credit of a mint quote", .done) { try await CreditAttempt(in: $0) },
        Scenario("Credit of an offer", .done) { try await OfferCreditAttempt(in: $0) },
        Scenario("Mint", .done, or: [.undone]) { try await MintingAttempt(in: $0, quotes: 1) },
        Scenario("Mint of a batch", .done, or: [.undone]) { try await MintingAttempt(in: $0, quotes: 2) },
        Scenario("Mint of a part of what was paid to an offer", .done, or: [.undone]) {
            try await OfferMintingAttempt(in: $0)
        },
        Scenario("Melt quote", .done, or: [.undone]) { try MeltQuoteAttempt(in: $0) },
        Scenario("Melt quote for an offer", .done, or: [.undone]) { try OfferMeltQuoteAttempt(in: $0) },
        Scenario("Melt that is paid, with change", .done, or: [.undone]) {
            try await MeltAttempt(in: &$0, .settles)
        },
        Scenario("Melt whose payment fails for certain", .undone) { try await MeltAttempt(in: &$0, .fails) },
        Scenario("Melt whose payment is unknown, then settled", .done, or: [.undone]) {
            try await MeltAttempt(in: &$0, .settlesUnseen)
        },
        Scenario("Melt whose payment is unknown, then failed", .undone) {
            try await MeltAttempt(in: &$0, .failsUnseen)
        },
        Scenario("Melt whose order to pay arrives late", .done, or: [.undone]) {
            try await MeltAttempt(in: &$0, .late)
        },
        Scenario("Melt whose order to pay never arrives", .undone) { try await MeltAttempt(in: &$0, .lost) },
        // Invoices of this mint that nobody else pays in the meantime.
        Scenario("Melt of an invoice of this mint", .done, or: [.undone], invoicesArePaidAfter: 1_000) {
            try await MeltAttempt(inside: &$0)
        },
        Scenario("Melt to an offer of this mint", .done, or: [.undone], invoicesArePaidAfter: 1_000) {
            try await MeltAttempt(insideOffer: &$0)
        },
    ]

    private static let recoveries = [
        swap("Recovery of a swap: set up", by: .same),
        melt("Recovery of a melt: set up", .undone, .settles, .beforeMarker),
        melt("Recovery of a melt: payment attempted, settled", .done, .settles, .afterPaying),
        melt("Recovery of a melt: payment attempted, failed", .undone, .fails, .afterPaying),
        melt("Recovery of a melt: payment attempted, in flight", .inFlight, .hangsAndSettles, .afterPaying),
        melt(
            "Recovery of a melt: payment attempted, never begun", .undone, .settles, .beforePaying,
            after: Surroundings.longWaitSeconds),
        melt("Recovery of a melt: finalizing", .done, .settles, .beforeChange),
    ]

    /// Of what a process has left that is no more. From there on it is the same recovery.
    private static let takeovers = [
        swap("Takeover of a swap: set up", by: .next),
        melt("Takeover of a melt: set up", .undone, .settles, .beforeMarker, by: .next),
        melt("Takeover of a melt: payment attempted, settled", .done, .settles, .afterPaying, by: .next),
    ]

    /// What is swept with the real backends too: there each call of a melt is several to the node.
    static let withNodes = [
        Scenario("Melt that is paid, with change", .done, or: [.undone]) { try await MeltAttempt(in: &$0, .settles) },
        Scenario("Melt whose payment fails for certain", .undone) { try await MeltAttempt(in: &$0, .fails) },
        Scenario("Melt whose payment hangs, then settles", .inFlight, or: [.undone]) {
            try await MeltAttempt(in: &$0, .hangsAndSettles)
        },
        Scenario("Melt whose payment hangs, then fails", .inFlight, or: [.undone], last: .undone) {
            try await MeltAttempt(in: &$0, .hangsAndFails)
        },
        melt("Takeover of a melt: payment attempted, settled", .done, .settles, .afterPaying, by: .next),
        melt("Takeover of a melt: payment attempted, failed", .undone, .fails, .afterPaying, by: .next),
        melt("Takeover of a melt: payment attempted, hangs", .inFlight, .hangsAndSettles, .afterPaying, by: .next),
        melt(
            "Takeover of a melt: payment attempted, hangs, then fails", .inFlight, last: .undone, .hangsAndFails,
            .afterPaying, by: .next),
        melt(
            "Takeover of a melt: payment attempted, never begun", .undone, .settles, .beforePaying,
            after: Surroundings.longWaitSeconds, by: .next),
    ]

    /// What is swept with nodes that pay offers (BOLT12): asking for the invoice, and paying it.
    static let withOffers = [
        Scenario("Melt quote for an offer", .done, or: [.undone]) { try OfferMeltQuoteAttempt(in: $0) },
        Scenario("Melt to an offer that is paid, with change", .done, or: [.undone]) {
            try await MeltAttempt(in: &$0, offer: .settles)
        },
        Scenario("Melt to an offer whose payment fails for certain", .undone) {
            try await MeltAttempt(in: &$0, offer: .fails)
        },
        Scenario("Melt to an offer whose payment hangs, then settles", .inFlight, or: [.undone]) {
            try await MeltAttempt(in: &$0, offer: .hangsAndSettles)
        },
    ]

    private static func swap(_ title: String, by heir: RecoveryAttempt.Heir) -> Scenario {
        Scenario(title, .undone) { world in
            try await RecoveryAttempt(SwapAttempt(in: &world), .beforeSigning, by: heir, in: &world)
        }
    }

    private static func melt(
        _ title: String, _ ending: Ending, last: Ending = .done, _ course: Course,
        _ interruption: RecoveryAttempt.Interruption, after seconds: UInt64 = 0, by heir: RecoveryAttempt.Heir = .same
    ) -> Scenario {
        Scenario(title, ending, last: last) { world in
            let melt = try await MeltAttempt(in: &world, course)
            let attempt = try await RecoveryAttempt(melt, interruption, by: heir, in: &world)
            world.surroundings.clock.advance(seconds: seconds)
            return attempt
        }
    }
}
