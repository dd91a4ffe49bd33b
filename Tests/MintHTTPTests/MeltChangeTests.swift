import Cashu
import MintCore
import SignatoryAPI
import SignatoryCore
import Synchronization
import Testing

@Suite("Melt change and the keys of the signatory")
struct MeltChangeTests {
    @Test("is signed when the keysets rotated while the payment was under way, and is money")
    func rotation() async throws {
        let mint = try await TestMint(
            adjust: { $0.meltWaitSeconds = 0 }, wrap: { RotatingSignatory($0) }
        ).ready()
        let coins = try await mint.fund([16])
        let blanks = try mint.outputs([1, 1, 1])
        let invoice = try TestInvoice.make(sat: 10, description: "fake:unknown-then-paid")
        let quote = try await mint.post("/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat"}"#)
        let id = try #require(quote.object["quote"] as? String)
        let begun = try await mint.post("/v1/melt/bolt11", TestBody.melt(id, coins.map(\.json), blanks.map(\.json)))
        #expect(begun.status == 200)
        try await confirm { try await mint.get("/v1/melt/quote/bolt11/\(id)").object["state"] as? String == "PAID" }
        try await confirm { try mint.keyset.id != coins[0].keyset }
        let change = try await mint.get("/v1/melt/quote/bolt11/\(id)").list("change")
        #expect(change.compactMap { $0["amount"] as? UInt64 } == [4, 1])
        let money = try mint.coins(Array(blanks.prefix(2)), change)
        let fresh = try mint.outputs([4, 1])
        #expect(try await mint.post("/v1/swap", TestBody.swap(money.map(\.json), fresh.map(\.json))).status == 200)
        #expect(try await mint.states(coins) == ["SPENT"])
    }
}

/// Its operator rotates at the worst of times: just before change is signed.
private final class RotatingSignatory: Signatory {
    private let signatory: EmbeddedSignatory
    private let hasRotated = Atomic(false)

    init(_ signatory: EmbeddedSignatory) { self.signatory = signatory }

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        if request.purpose == .meltChange, !hasRotated.exchange(true, ordering: .sequentiallyConsistent) {
            _ = try await signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        }
        return try await signatory.blindSign(request)
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try await signatory.verify(claims)
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await signatory.compare(inquiry)
    }

    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }
    func publications() -> AsyncStream<KeysetPublication> { signatory.publications() }
}
