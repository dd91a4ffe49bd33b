import CashuCrypto
import PaymentAPI
import Testing

@testable import MintCore

@Suite("What was reported and is not credited")
struct ReceivedBacklogTests {
    private static func payment(_ index: UInt64?) -> ReceivedPayment {
        ReceivedPayment(
            paymentHash: SHA256.hash("payment \(index ?? 0)"), amountMsat: 1_000, offer: .random(), index: index)
    }

    @Test("holds the place before the first of it, whatever else is done")
    func place() {
        var backlog = ReceivedBacklog()
        #expect(backlog.place == nil)
        backlog.begin(after: 3)
        #expect(backlog.place == 3)
        for index: UInt64 in 4...9 {
            backlog.add(Self.payment(index), isOpen: index == 6 || index == 8, at: 1)
            #expect(backlog.place == (index < 6 ? index : 5))
        }
        backlog.close(Self.payment(8).paymentHash)
        #expect(backlog.place == 5)
        backlog.close(Self.payment(6).paymentHash)
        #expect(backlog.place == 9 && backlog.newest == 9)
    }

    @Test("is bounded, and keeps a payment once")
    func bounds() {
        var backlog = ReceivedBacklog()
        for index: UInt64 in 1...999 { backlog.add(Self.payment(index), isOpen: true, at: 1) }
        backlog.add(Self.payment(999), isOpen: true, at: 2)
        #expect(!backlog.isFull)
        backlog.add(Self.payment(1_000), isOpen: true, at: 2)
        #expect(backlog.isFull && backlog.waiting.count == 1_000)
    }

    @Test("knows no place where nothing is numbered")
    func unnumbered() {
        var backlog = ReceivedBacklog()
        backlog.begin(after: nil)
        backlog.add(Self.payment(nil), isOpen: true, at: 1)
        #expect(backlog.place == nil && backlog.newest == nil)
    }
}
