package import Cashu
internal import TestSupport

extension Purse {
    package struct MeltQuote: Decodable, Sendable {
        package let quote: String
        package let state: String
        package let amount: UInt64
        package let fee_reserve: UInt64
        package let change: [BlindSignature]?
    }

    private struct MeltQuoteRequest: Encodable {
        let request: String
        let unit = "sat"
    }

    package struct MeltRequest: Encodable {
        private let quote: String
        private let inputs: [Proof]
        private let outputs: [BlindedMessage]
        private let prefer_async: Bool

        package init(quote: String, inputs: [Proof], outputs: [BlindedMessage], prefersAsync: Bool = false) {
            self.quote = quote
            self.inputs = inputs
            self.outputs = outputs
            prefer_async = prefersAsync
        }
    }

    /// A quote for an invoice of somebody else.
    /// - Parameter description: tells the fake backend what becomes of it.
    package func meltQuote(_ sats: UInt64, _ description: String) async throws -> MeltQuote {
        let made = try await ChildProcess.run(
            ChildProcess.product("wallet"), ["demo-invoice", "\(sats)", "--description", description])
        try require(made.status == 0, made.errors)
        let answer = try await meltQuote(invoice: String(made.output.prefix { !$0.isNewline }))
        try require(answer.status == 200, answer.text)
        return try answer.decoded(MeltQuote.self)
    }

    package func meltQuote(invoice: String) async throws -> HTTPAnswer {
        try await client.post("/v1/melt/quote/bolt11", MeltQuoteRequest(request: invoice))
    }

    package func meltQuote(_ id: String) async throws -> MeltQuote {
        try await client.get("/v1/melt/quote/bolt11/\(id)").decoded(MeltQuote.self)
    }

    package func melt(_ quote: MeltQuote, _ inputs: [Proof], blanks: [Output]) async throws -> HTTPAnswer {
        try await client.post(
            "/v1/melt/bolt11", MeltRequest(quote: quote.quote, inputs: inputs, outputs: blanks.map(\.message)))
    }
}
