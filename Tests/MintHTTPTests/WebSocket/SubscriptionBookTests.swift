import Cashu
import CashuCrypto
import MintCore
import MintStore
import NIOCore
import Testing

@testable import MintHTTP

@Suite("What a connection has told its wallet")
struct SubscriptionBookTests {
    private static func quote(paid: UInt64 = 0, issued: UInt64 = 0) -> Standing {
        .mintQuote(
            MintQuote(
                id: "q", unit: .sat, amount: 8, request: "lnbc", requestID: FixedBytes(), description: nil,
                publicKey: nil, expiry: 9, createdAt: 1, amountPaid: paid, amountIssued: issued,
                paidAt: paid > 0 ? 2 : nil, issuedAt: issued > 0 ? 3 : nil))
    }

    private static func proof(_ text: String, _ state: ProofState) throws -> (Subject, Standing) {
        let point = try #require(Secret(text)).point
        return (.proof(point), .proof(ProofStateAnswer(y: point, state: state, witness: nil)))
    }

    private func look(_ book: inout Subscriptions, _ standings: [Subject: Standing]) -> [Subscriptions.Update] {
        book.updates(book.takeDue(1_000), standings)
    }

    @Test("A quote that was paid and issued between two looks is told PAID, at its time, and then ISSUED")
    func skipped() throws {
        var book = Subscriptions(SubscriptionLimits())
        let subject = Subject.mintQuote("q")
        try book.add("s", [subject]) { _ in true }
        #expect(look(&book, [subject: Self.quote()]) == [.init(subscription: "s", standing: Self.quote())])
        book.look(at: Watcher.News(subjects: [subject]))
        let told = look(&book, [subject: Self.quote(paid: 8, issued: 8)])
        #expect(told.map(\.standing) == [Self.quote(paid: 8), Self.quote(paid: 8, issued: 8)])
    }

    @Test("Who subscribes to what is issued hears of that alone, and what has not changed is told once")
    func once() throws {
        var book = Subscriptions(SubscriptionLimits())
        let subject = Subject.mintQuote("q")
        let issued = Self.quote(paid: 8, issued: 8)
        try book.add("s", [subject]) { _ in true }
        #expect(look(&book, [subject: issued]).map(\.standing) == [issued])
        book.look(at: Watcher.News(subjects: [subject]))
        #expect(look(&book, [subject: issued]).isEmpty)
        // A second subscription to it is told, the first is not told again.
        try book.add("t", [subject]) { new in new.isEmpty }
        #expect(look(&book, [subject: issued]).map(\.subscription) == ["t"])
    }

    @Test("A sweep of the pending looks at those that were told PENDING, a sweep of all at every proof")
    func sweeps() throws {
        var book = Subscriptions(SubscriptionLimits())
        let (first, pending) = try Self.proof("a", .pending)
        let (second, unspent) = try Self.proof("b", .unspent)
        let standings = [first: pending, second: unspent, .mintQuote("q"): Self.quote()]
        try book.add("s", [first, second]) { _ in true }
        try book.add("q", [.mintQuote("q")]) { _ in true }
        #expect(look(&book, standings).count == 3)
        book.look(at: Watcher.News(sweep: .pending))
        #expect(book.takeDue(9) == [first])
        book.look(at: Watcher.News(sweep: .all))
        #expect(Set(book.takeDue(9)) == [first, second])
        let (_, spent) = try Self.proof("a", .spent)
        book.putBack([first])
        #expect(look(&book, [first: spent]).map(\.standing) == [spent])
        book.look(at: Watcher.News(sweep: .pending))
        #expect(book.takeDue(9).isEmpty)
        // What is spent stays so.
        book.look(at: Watcher.News(sweep: .all))
        #expect(book.takeDue(9) == [second])
    }

    @Test("What could not be looked at is looked at later, and what was unsubscribed meanwhile is not")
    func putBack() throws {
        var book = Subscriptions(SubscriptionLimits())
        try book.add("s", [.mintQuote("q")]) { _ in true }
        try book.add("t", [.mintQuote("r"), .mintQuote("q")]) { $0 == [.mintQuote("r")] }
        let page = book.takeDue(9)
        #expect(page == [.mintQuote("q"), .mintQuote("r")])
        book.putBack(page)
        #expect(try book.remove("t") == [.mintQuote("r")])
        #expect(book.takeDue(9) == [.mintQuote("q")])
        #expect(try book.remove("s") == [.mintQuote("q")])
        #expect(book.isEmpty)
    }

    @Test("What the mint has no room to watch leaves nothing behind")
    func noRoom() throws {
        var book = Subscriptions(SubscriptionLimits())
        #expect(throws: RPCError.self) { try book.add("s", [.mintQuote("q")]) { _ in false } }
        #expect(book.isEmpty)
        #expect(book.takeDue(9).isEmpty)
        try book.add("s", [.mintQuote("q")]) { $0 == [.mintQuote("q")] }
    }
}

@Suite("Whether a WebSocket is kept")
struct LivenessTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000)

    @Test("is pinged after half of the patience, dropped after all of it, and kept by whatever it says")
    func silence() {
        var liveness = Liveness(patience: .nanoseconds(100), now: Self.start)
        liveness.setIdle(false, at: Self.start)
        #expect(liveness.look(at: Self.start + .nanoseconds(49)) == .nothing)
        #expect(liveness.look(at: Self.start + .nanoseconds(50)) == .ping)
        #expect(liveness.look(at: Self.start + .nanoseconds(100)) == .drop)
        liveness.hear(at: Self.start + .nanoseconds(60))
        #expect(liveness.look(at: Self.start + .nanoseconds(100)) == .nothing)
        #expect(liveness.look(at: Self.start + .nanoseconds(160)) == .drop)
    }

    @Test("is closed when it waits for nothing, from the beginning or again, however often it answers")
    func idleness() {
        var liveness = Liveness(patience: .nanoseconds(100), now: Self.start)
        liveness.hear(at: Self.start + .nanoseconds(90))
        #expect(liveness.look(at: Self.start + .nanoseconds(99)) == .nothing)
        #expect(liveness.look(at: Self.start + .nanoseconds(100)) == .close)
        liveness.setIdle(false, at: Self.start + .nanoseconds(95))
        #expect(liveness.look(at: Self.start + .nanoseconds(130)) == .nothing)
        liveness.setIdle(true, at: Self.start + .nanoseconds(200))
        liveness.hear(at: Self.start + .nanoseconds(290))
        #expect(liveness.look(at: Self.start + .nanoseconds(299)) == .nothing)
        #expect(liveness.look(at: Self.start + .nanoseconds(300)) == .close)
    }
}
