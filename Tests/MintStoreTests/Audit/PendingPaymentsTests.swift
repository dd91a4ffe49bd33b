import Cashu
import MintStore
import Storage
import Testing

@Suite("Store: payments that are not in the books yet", .serialized)
struct PendingPaymentsTests {
    @Test("A melt counts from the order to pay until it is over", arguments: StoreEngine.allCases)
    func counted(_ engine: StoreEngine) async throws {
        let (store, story) = (try await StoreFixture(engine), MoneyStory())
        try await store.storeKeyset()
        for step in MoneyStep.meltFinalize.preparation + [.meltFinalize] {
            try await story.run(step, in: store).get()
            let pending = try await store.read { try $0.pendingPayments() }.get()
            switch step {
            case .meltDispatch, .meltSettle:
                let payments = try #require(pending.first, "\(step)")
                #expect(payments.unit == .sat && payments.count == 1 && payments.amount == 18 && pending.count == 1)
                #expect(payments.oldest > 0)
            default: #expect(pending == [], "\(step)")
            }
        }
    }
}
