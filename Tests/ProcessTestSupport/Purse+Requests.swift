package import Cashu
internal import CashuCrypto
internal import Foundation
internal import TestSupport

extension Purse {
    package struct MintQuote: Decodable, Sendable {
        package let quote: String
        package let state: String
        package let request: String
        package let expiry: UInt64
    }

    private struct QuoteRequest: Encodable {
        let amount: UInt64
        let unit = "sat"
    }

    package struct MintRequest: Encodable {
        private let quote: String
        private let outputs: [BlindedMessage]

        package init(quote: String, outputs: [BlindedMessage]) {
            self.quote = quote
            self.outputs = outputs
        }
    }

    package struct Swap: Codable {
        package let inputs: [Proof]
        package let outputs: [BlindedMessage]

        package init(inputs: [Proof], outputs: [BlindedMessage]) {
            self.inputs = inputs
            self.outputs = outputs
        }
    }

    package struct Signatures: Decodable {
        package let signatures: [BlindSignature]
    }

    package struct Restored: Decodable {
        package let outputs: [BlindedMessage]
        package let signatures: [BlindSignature]
    }

    private struct StateRequest: Encodable {
        let Ys: [String]
    }

    private struct States: Decodable {
        struct State: Decodable { let state: String }
        let states: [State]
    }

    package func mintQuote(of amount: UInt64) async throws -> HTTPAnswer {
        try await client.post("/v1/mint/quote/bolt11", QuoteRequest(amount: amount))
    }

    package func mintQuote(_ id: String) async throws -> HTTPAnswer {
        try await client.get("/v1/mint/quote/bolt11/\(id)")
    }

    /// A quote that the fake backend has paid.
    package func paidQuote(_ amount: UInt64) async throws -> String {
        let created = try await mintQuote(of: amount)
        try require(created.status == 200, created.text)
        let quote = try created.decoded(MintQuote.self).quote
        let isPaid = try await eventually { try await mintQuote(quote).decoded(MintQuote.self).state == "PAID" }
        try require(isPaid, "the fake backend does not pay")
        return quote
    }

    /// New proofs of these amounts, paid for by the fake backend.
    package func mint(_ amounts: [UInt64]) async throws -> [Proof] {
        let quote = try await paidQuote(try require(Money.sum(amounts), "a sum"))
        let outputs = try amounts.map(output)
        let request = MintRequest(quote: quote, outputs: outputs.map(\.message))
        let answer = try await client.post("/v1/mint/bolt11", request)
        try require(answer.status == 200, answer.text)
        return try proofs(outputs, answer.decoded(Signatures.self).signatures)
    }

    package func swap(_ inputs: [Proof], for outputs: [Output]) async throws -> HTTPAnswer {
        try await client.post("/v1/swap", Swap(inputs: inputs, outputs: outputs.map(\.message)))
    }

    package func states(_ proofs: [Proof]) async throws -> [String] {
        try await states(points: proofs.map { $0.secret.point.hex })
    }

    /// - Parameter points: `Y` in hex.
    package func states(points: [String]) async throws -> [String] {
        let answer = try await client.post("/v1/checkstate", StateRequest(Ys: points))
        try require(answer.status == 200, answer.text)
        return try answer.decoded(States.self).states.map(\.state)
    }

    package func restore(_ outputs: [Output]) async throws -> Restored { try await restore(outputs.map(\.message)) }

    package func restore(_ outputs: [BlindedMessage]) async throws -> Restored {
        struct Request: Encodable { let outputs: [BlindedMessage] }
        let answer = try await client.post("/v1/restore", Request(outputs: outputs))
        try require(answer.status == 200, answer.text)
        return try answer.decoded(Restored.self)
    }
}
