internal import Cashu
internal import CashuCrypto
internal import FoundationEssentials

/// NUT-00, version 3: JSON. Deprecated, and only read.
extension Token {
    init(version3 bytes: [UInt8]) throws(TokenError) {
        let token: Version3Token
        do {
            token = try JSONDecoder().decode(Version3Token.self, from: Data(bytes))
        } catch {
            throw .notJSON
        }
        guard let entry = token.token.first else { throw .noProofs }
        guard token.token.count == 1 else { throw .severalMints }
        var fields = TokenFields(mint: entry.mint, unit: token.unit ?? CurrencyUnit.sat.name, memo: token.memo)
        fields.coins = try entry.proofs.map { (proof) throws(TokenError) in
            guard let bytes = Hex.decode(proof.id, maximumBytes: 33), let id = TokenKeysetID(bytes) else {
                throw .field("id")
            }
            return try Coin(try proof.fields(), id)
        }
        try self.init(fields)
    }
}

private struct Version3Token: Decodable {
    struct Entry: Decodable {
        let mint: String
        let proofs: [Version3Proof]
    }

    let token: [Entry]
    let unit: String?
    let memo: String?
}

private struct Version3Proof: Decodable {
    struct Link: Decodable {
        let e: String
        let s: String
        let r: String?
    }

    let amount: UInt64
    let id: String
    let secret: String
    let signature: String
    let dleq: Link?
    let witness: String?
    let ephemeralKey: String?

    private enum CodingKeys: String, CodingKey {
        case amount, id, secret, dleq, witness
        case signature = "C"
        case ephemeralKey = "p2pk_e"
    }

    /// A proof without the blinding factor says nothing to a receiver, and is passed over.
    func fields() throws(TokenError) -> CoinFields {
        var fields = CoinFields(
            amount: amount, secret: secret, signature: try Self.bytes(signature, "C"), witness: witness)
        if let ephemeralKey { fields.ephemeralKey = try Self.bytes(ephemeralKey, "p2pk_e") }
        if let dleq, let r = dleq.r {
            fields.link = LinkFields(
                e: try Self.bytes(dleq.e, "dleq"), s: try Self.bytes(dleq.s, "dleq"), r: try Self.bytes(r, "dleq"))
        }
        return fields
    }

    private static func bytes(_ hex: String, _ name: String) throws(TokenError) -> [UInt8] {
        guard let bytes = Hex.decode(hex, maximumBytes: 33) else { throw .field(name) }
        return bytes
    }
}
