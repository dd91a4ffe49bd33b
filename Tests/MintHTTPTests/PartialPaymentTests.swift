import Foundation
import Testing

@Suite("A payment in parts")
struct PartialPaymentTests {
    @Test("is advertised for each unit, and two mints pay one invoice together")
    func together() async throws {
        let mints = [try await TestMint().ready(), try await TestMint().ready()]
        let invoice = try TestInvoice.make(sat: 100)
        for (mint, part) in zip(mints, [60, 40]) {
            let nuts = try #require(try await mint.get("/v1/info").object["nuts"] as? [String: [String: Any]])
            let methods = nuts["15"]?["methods"] as? [[String: String]]
            #expect(methods == [["method": "bolt11", "unit": "sat"]])
            let quote = try await mint.post(
                "/v1/melt/quote/bolt11",
                #"{"request":"\#(invoice)","unit":"sat","options":{"mpp":{"amount":\#(part * 1_000)}}}"#)
            #expect(quote.status == 200)
            #expect(quote.object["amount"] as? Int == part)
            let id = try #require(quote.object["quote"] as? String)
            let coins = try await mint.fund([64])
            let paid = try await mint.post("/v1/melt/bolt11", TestBody.melt(id, coins.map(\.json)))
            #expect(paid.object["state"] as? String == "PAID")
            #expect(try await mint.states(coins) == ["SPENT"])
        }
    }

    @Test("is neither advertised nor made when the backend cannot")
    func incapable() async throws {
        let mint = try await TestMint(paysParts: false).ready()
        let nuts = try #require(try await mint.get("/v1/info").object["nuts"] as? [String: Any])
        #expect(nuts["15"] == nil)
        let invoice = try TestInvoice.make(sat: 100)
        let quote = try await mint.post(
            "/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat","options":{"mpp":{"amount":1000}}}"#)
        #expect(quote.code == 90001)
    }
}
