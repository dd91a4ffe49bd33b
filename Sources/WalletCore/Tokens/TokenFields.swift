internal import Cashu
internal import CashuCrypto
internal import CashuSecrets

// What was read of a token of either version, before it is known to be complete.

struct TokenFields {
    var mint: String?
    var unit: String?
    var memo: String?
    var coins: [Token.Coin]?
}

struct CoinFields {
    var amount: UInt64?
    var secret: String?
    var signature: [UInt8]?
    var link: LinkFields?
    var witness: String?
    var ephemeralKey: [UInt8]?
}

struct LinkFields {
    var e: [UInt8]?
    var s: [UInt8]?
    var r: [UInt8]?
}

extension Optional {
    /// Refuses a second value.
    mutating func set(_ value: Wrapped, _ name: String) throws(TokenError) {
        guard self == nil else { throw .field(name) }
        self = value
    }
}

extension Token {
    init(_ fields: TokenFields) throws(TokenError) {
        guard let mint = fields.mint, !mint.isEmpty else { throw .field("mint") }
        guard let unit = fields.unit.flatMap({ CurrencyUnit($0) }) else { throw .field("unit") }
        guard let coins = fields.coins else { throw .field("t") }
        guard !coins.isEmpty else { throw .noProofs }
        self.init(mint: mint, unit: unit, memo: fields.memo, coins: coins)
    }
}

extension Token.Coin {
    init(_ fields: CoinFields, _ keysetID: TokenKeysetID) throws(TokenError) {
        guard let amount = fields.amount else { throw .field("amount") }
        guard let secret = fields.secret.flatMap({ Secret($0) }) else { throw .field("secret") }
        guard let signature = fields.signature.flatMap({ PublicKey($0) }) else { throw .field("C") }
        guard (fields.witness?.utf8.count ?? 0) <= Proof.maximumWitnessBytes else { throw .field("witness") }
        var ephemeralKey: PublicKey?
        if let bytes = fields.ephemeralKey {
            guard let key = PublicKey(bytes) else { throw .field("p2pk_e") }
            ephemeralKey = key
        }
        self.init(
            amount: amount, keysetID: keysetID, secret: secret, signature: signature,
            link: try fields.link.map { (link) throws(TokenError) in try CoinLink(link) }, witness: fields.witness,
            ephemeralKey: ephemeralKey)
    }
}

extension CoinLink {
    fileprivate init(_ fields: LinkFields) throws(TokenError) {
        guard let e = fields.e.flatMap({ FixedBytes<32>($0) }), let s = fields.s.flatMap({ FixedBytes<32>($0) }),
            let r = fields.r.flatMap({ FixedBytes<32>($0) }).flatMap({ BlindingFactor($0) })
        else { throw .field("dleq") }
        self.init(proof: DLEQProof(e: e, s: s), r: r)
    }
}
