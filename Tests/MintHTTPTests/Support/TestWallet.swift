import Cashu
import CashuCrypto
import CashuSecrets
import MintCore
import MintHTTP
import Testing

/// An output whose secret the test keeps.
struct TestOutput {
    let amount: UInt64
    let keyset: KeysetID
    let secret: Secret
    let r: BlindingFactor

    init(_ amount: UInt64, _ keyset: KeysetID) {
        self.amount = amount
        self.keyset = keyset
        guard let secret = Secret(FixedBytes<32>.random().hex) else { preconditionFailure("64 digits are a secret") }
        self.secret = secret
        r = .random()
    }

    var point: PublicKey { Blinding.blind(secret, r) }
    var json: String { #"{"amount":\#(amount),"id":"\#(keyset.hex)","B_":"\#(point.hex)"}"# }
}

/// A coin in the hands of the test.
struct TestCoin {
    let amount: UInt64
    let keyset: KeysetID
    let secret: Secret
    let signature: PublicKey

    var json: String { json() }

    func json(amount: String? = nil, id: String? = nil, secret: String? = nil, signature: String? = nil) -> String {
        """
        {"amount":\(amount ?? String(self.amount)),"id":"\(id ?? keyset.hex)","secret":"\(secret ?? self.secret.text)",\
        "C":"\(signature ?? self.signature.hex)"}
        """
    }
}

enum TestBody {
    static func swap(_ inputs: [String], _ outputs: [String]) -> String {
        #"{"inputs":[\#(inputs.joined(separator: ","))],"outputs":[\#(outputs.joined(separator: ","))]}"#
    }

    static func mint(_ quote: String, _ outputs: [String], signature: String? = nil) -> String {
        let signature = signature.map { #","signature":"\#($0)""# } ?? ""
        return #"{"quote":"\#(quote)","outputs":[\#(outputs.joined(separator: ","))]\#(signature)}"#
    }

    /// NUT-29.
    static func batch(
        _ quotes: [String], amounts: [UInt64]? = nil, _ outputs: [String], signatures: [String?]? = nil
    ) -> String {
        let amounts = amounts.map { #","quote_amounts":\#($0)"# } ?? ""
        let signatures = signatures.map { list in
            #","signatures":[\#(list.map { $0.map { "\"\($0)\"" } ?? "null" }.joined(separator: ","))]"#
        }
        return """
            {"quotes":\(quotes)\(amounts),"outputs":[\(outputs.joined(separator: ","))]\(signatures ?? "")}
            """
    }

    static func check(_ quotes: [String]) -> String { #"{"quotes":\#(quotes)}"# }

    static func melt(_ quote: String, _ inputs: [String], _ outputs: [String] = []) -> String {
        """
        {"quote":"\(quote)","inputs":[\(inputs.joined(separator: ","))],"outputs":[\(outputs.joined(separator: ","))]}
        """
    }
}

extension TestMint {
    var keyset: Keyset {
        get throws { try #require(mint.keysets?.active(.sat)) }
    }

    func outputs(_ amounts: [UInt64]) throws -> [TestOutput] {
        let id = try keyset.id
        return amounts.map { TestOutput($0, id) }
    }

    /// The coins that the signatures of an answer make of `outputs`; every DLEQ proof is checked.
    func coins(_ outputs: [TestOutput], _ signatures: [[String: Any]]) throws -> [TestCoin] {
        #expect(signatures.count == outputs.count)
        return try zip(outputs, signatures).map { output, signature in
            let amount = try #require(signature["amount"] as? UInt64)
            let key = try #require(mint.keysets?[output.keyset]?.keys[amount])
            let point = try #require(PublicKey(hex: signature["C_"] as? String ?? ""))
            let dleq = signature["dleq"] as? [String: String] ?? [:]
            let proof = DLEQProof(
                e: try #require(FixedBytes<32>(hex: dleq["e"] ?? "")),
                s: try #require(FixedBytes<32>(hex: dleq["s"] ?? "")))
            #expect(signature["id"] as? String == output.keyset.hex)
            #expect(proof.isValid(for: output.point, signature: point, key: key))
            return TestCoin(
                amount: amount, keyset: output.keyset, secret: output.secret,
                signature: try #require(Blinding.unblind(point, output.r, key: key)))
        }
    }

    /// The id of a new mint quote.
    func mintQuote(_ amount: UInt64) async throws -> String {
        let reply = try await post("/v1/mint/quote/bolt11", #"{"amount":\#(amount),"unit":"sat"}"#)
        return try #require(reply.object["quote"] as? String)
    }

    /// Coins of these amounts, bought with an invoice that paid itself.
    func fund(_ amounts: [UInt64]) async throws -> [TestCoin] {
        let quote = try await mintQuote(amounts.reduce(0, +))
        let outputs = try outputs(amounts)
        let reply = try await post("/v1/mint/bolt11", TestBody.mint(quote, outputs.map(\.json)))
        #expect(reply.status == 200)
        return try coins(outputs, reply.list("signatures"))
    }

    func states(_ coins: [TestCoin]) async throws -> [String] {
        let points = coins.map { "\"\($0.secret.point.hex)\"" }.joined(separator: ",")
        let reply = try await post("/v1/checkstate", #"{"Ys":[\#(points)]}"#)
        return reply.list("states").compactMap { $0["state"] as? String }
    }

    /// How many of the outputs the mint has signed.
    func signed(_ outputs: [TestOutput]) async throws -> Int {
        let reply = try await post("/v1/restore", #"{"outputs":[\#(outputs.map(\.json).joined(separator: ","))]}"#)
        #expect(reply.status == 200)
        return reply.list("signatures").count
    }
}
