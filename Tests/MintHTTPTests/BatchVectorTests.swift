import Foundation
import TestSupport
import Testing

@Suite("The requests of NUT-29")
struct BatchVectorTests {
    private struct Case: Decodable {
        struct Request: Decodable {
            let quotes: [String]
            let quote_amounts: [UInt64]?
            let outputs: [Output]?
            let signatures: [String?]?
        }
        struct Output: Decodable { let amount: UInt64 }

        let name: String
        let endpoint: String
        let request: Request
        let valid: Bool
        let error_code: Int?

        var path: String { String(endpoint.dropFirst("POST ".count)) }
    }

    /// For each case the quotes of this mint that its ids stand for, by what they are worth; and the code of the
    /// refusal, where the NUT names none but says that there is one.
    private static let setups: [String: (amounts: [String: UInt64], code: Int?)] = [
        "two-quotes-one-output": (["quote_id_a": 5, "quote_id_b": 3], nil),
        "check-unknown-quote": (["known-1": 5], 90002),
        "unknown-quote-in-batch": (["valid_quote_id": 4], 90002),
        "empty-quotes": ([:], 90001),
        "duplicate-quotes": (["quote_id_dup": 2], 11016),
        // A quote of another method is not known under the path of this one.
        "mixed-methods": (["019e6d5a-2347-7000-80fe-07ae8fa79774": 5], 90002),
        "signatures-length-mismatch": (
            ["019e6d5a-2347-7000-80fe-07ae8fa79774": 1, "019e6d5a-2347-7000-8791-dbfba168f0ad": 1], 90001
        ),
    ]

    @Test("are answered as it says, and one that is refused moves nothing")
    func requests() async throws {
        let mint = try await TestMint().ready()
        var vectors = try VectorFile("nut29")
        vectors.leave("signatures")  // CashuTests
        var cases: [Case] = []
        try vectors.each("requests", as: Case.self) { cases.append($0) }
        #expect(vectors.missed.isEmpty)
        #expect(Set(cases.map(\.name)) == Set(Self.setups.keys))
        for vector in cases { try await run(vector, try #require(Self.setups[vector.name]), at: mint) }
    }

    private func run(
        _ vector: Case, _ setup: (amounts: [String: UInt64], code: Int?), at mint: TestMint
    ) async throws {
        var ids: [String: String] = [:]
        for (name, amount) in setup.amounts { ids[name] = try await mint.mintQuote(amount) }
        // A request that is given in part lacks what it would succeed with but for its fault.
        let amounts = vector.request.outputs?.map(\.amount) ?? [setup.amounts.values.reduce(0, +)]
        let outputs = try mint.outputs(amounts)
        let body = TestBody.batch(
            vector.request.quotes.map { ids[$0] ?? $0 }, amounts: vector.request.quote_amounts, outputs.map(\.json),
            signatures: vector.request.signatures?.map { $0.map { _ in String(repeating: "ab", count: 64) } })
        let reply = try await mint.post(vector.path, body)
        #expect(reply.status == (vector.valid ? 200 : 400), "\(vector.name)")
        #expect(reply.code == setup.code, "\(vector.name)")
        if let code = vector.error_code { #expect(reply.code == code, "\(vector.name)") }
        let state = vector.valid ? "ISSUED" : "PAID"
        for id in ids.values {
            let quote = try await mint.get("/v1/mint/quote/bolt11/\(id)").object
            #expect(quote["state"] as? String == state, "\(vector.name)")
        }
        #expect(try await mint.signed(outputs) == (vector.valid ? outputs.count : 0), "\(vector.name)")
        if vector.valid { _ = try mint.coins(outputs, reply.list("signatures")) }
    }
}
