import Cashu
import CashuCrypto
import CashuSecrets
import Foundation
import TestSupport
import Testing

/// The least of a wallet: makes outputs, mints, and turns signatures into proofs.
struct Purse: Sendable {
    let client: HTTPClient
    let keyset: KeysetID
    let keys: KeysetKeys

    struct Output: Sendable {
        let secret: Secret
        let r: BlindingFactor
        let message: BlindedMessage
    }

    struct Swap: Codable {
        let inputs: [Proof]
        let outputs: [BlindedMessage]
    }

    struct Signatures: Decodable {
        let signatures: [BlindSignature]
    }

    struct Restored: Decodable {
        let outputs: [BlindedMessage]
        let signatures: [BlindSignature]
    }

    private struct Keysets: Decodable {
        struct Keyset: Decodable {
            let id: String
            let unit: String
            let active: Bool
            let keys: [String: String]?
        }

        let keysets: [Keyset]
    }

    private struct Quote: Decodable {
        let quote: String
        let state: String
    }

    private struct QuoteRequest: Encodable {
        let amount: UInt64
        let unit = "sat"
    }

    struct MintRequest: Encodable {
        let quote: String
        let outputs: [BlindedMessage]
    }

    private struct StateRequest: Encodable {
        let Ys: [String]
    }

    private struct States: Decodable {
        struct State: Decodable { let state: String }
        let states: [State]
    }

    /// With the active keyset of the unit sat.
    init(_ url: String) async throws {
        client = HTTPClient(url)
        let answer = try await client.get("/v1/keys").decoded(Keysets.self)
        let active = try #require(answer.keysets.first { $0.unit == "sat" && $0.active })
        keyset = try #require(KeysetID(hex: active.id))
        var pairs: [(amount: UInt64, key: PublicKey)] = []
        for (amount, key) in try #require(active.keys) {
            pairs.append((try #require(UInt64(amount)), try #require(PublicKey(hex: key))))
        }
        keys = try #require(KeysetKeys(pairs))
    }

    /// The ids of the keysets of the unit sat, those that are active first told apart.
    static func keysets(_ client: HTTPClient) async throws -> (active: [String], inactive: [String]) {
        let all = try await client.get("/v1/keysets").decoded(Keysets.self).keysets
        return (all.filter(\.active).map(\.id), all.filter { !$0.active }.map(\.id))
    }

    func output(_ amount: UInt64) throws -> Output {
        let secret = try #require(Secret(FixedBytes<32>.random().hex))
        let r = BlindingFactor.random()
        return Output(
            secret: secret, r: r,
            message: BlindedMessage(amount: amount, keysetID: keyset, point: Blinding.blind(secret, r)))
    }

    /// Every signature with its DLEQ proof checked.
    func proofs(_ outputs: [Output], _ signatures: [BlindSignature]) throws -> [Proof] {
        try #require(outputs.count == signatures.count)
        return try zip(outputs, signatures).map { output, signature in
            let key = try #require(keys[signature.amount])
            let proof = try #require(signature.proof)
            try #require(proof.isValid(for: output.message.point, signature: signature.point, key: key))
            let point = try #require(Blinding.unblind(signature.point, output.r, key: key))
            return Proof(amount: signature.amount, keysetID: signature.keysetID, secret: output.secret, signature: point)
        }
    }

    /// A quote that the fake backend has paid.
    func paidQuote(_ amount: UInt64) async throws -> String {
        let created = try await client.post("/v1/mint/quote/bolt11", QuoteRequest(amount: amount))
        try #require(created.status == 200, "\(String(decoding: created.body, as: UTF8.self))")
        let quote = try created.decoded(Quote.self).quote
        let isPaid = try await eventually {
            try await client.get("/v1/mint/quote/bolt11/\(quote)").decoded(Quote.self).state == "PAID"
        }
        try #require(isPaid, "the fake backend pays")
        return quote
    }

    /// New proofs of these amounts, paid for by the fake backend.
    func mint(_ amounts: [UInt64]) async throws -> [Proof] {
        let quote = try await paidQuote(try #require(Money.sum(amounts)))
        let outputs = try amounts.map(output)
        let answer = try await client.post("/v1/mint/bolt11", MintRequest(quote: quote, outputs: outputs.map(\.message)))
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try proofs(outputs, answer.decoded(Signatures.self).signatures)
    }

    func swap(_ inputs: [Proof], for outputs: [Output]) async throws -> HTTPClient.Answer {
        try await client.post("/v1/swap", Swap(inputs: inputs, outputs: outputs.map(\.message)))
    }

    func states(_ proofs: [Proof]) async throws -> [String] {
        let answer = try await client.post("/v1/checkstate", StateRequest(Ys: proofs.map { $0.secret.point.hex }))
        return try answer.decoded(States.self).states.map(\.state)
    }

    func restore(_ outputs: [Output]) async throws -> Restored {
        struct Request: Encodable { let outputs: [BlindedMessage] }
        return try await client.post("/v1/restore", Request(outputs: outputs.map(\.message))).decoded(Restored.self)
    }
}
