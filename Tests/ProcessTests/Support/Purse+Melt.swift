import Cashu
import Foundation
import TestSupport
import Testing

extension Purse {
    struct MeltQuote: Decodable {
        let quote: String
        let state: String
        let amount: UInt64
        let fee_reserve: UInt64
        let change: [BlindSignature]?
    }

    private struct MeltQuoteRequest: Encodable {
        let request: String
        let unit = "sat"
    }

    private struct MeltRequest: Encodable {
        let quote: String
        let inputs: [Proof]
        let outputs: [BlindedMessage]
    }

    /// A quote for an invoice of somebody else.
    /// - Parameter description: tells the fake backend what becomes of it.
    func meltQuote(_ sats: UInt64, _ description: String) async throws -> MeltQuote {
        let made = try await Pair.run("wallet", ["demo-invoice", "\(sats)", "--description", description])
        try #require(made.status == 0, "\(made.errors)")
        let answer = try await meltQuote(of: made.output.trimmingCharacters(in: .whitespacesAndNewlines))
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try answer.decoded(MeltQuote.self)
    }

    /// Whatever the mint says to an invoice.
    func meltQuote(of invoice: String) async throws -> HTTPClient.Answer {
        try await client.post("/v1/melt/quote/bolt11", MeltQuoteRequest(request: invoice))
    }

    func meltQuote(_ id: String) async throws -> MeltQuote {
        try await client.get("/v1/melt/quote/bolt11/\(id)").decoded(MeltQuote.self)
    }

    func melt(_ quote: MeltQuote, _ inputs: [Proof], blanks: [Output]) async throws -> HTTPClient.Answer {
        try await client.post(
            "/v1/melt/bolt11",
            MeltRequest(quote: quote.quote, inputs: inputs, outputs: blanks.map(\.message)))
    }
}
