import Cashu
import CashuCrypto
import CashuSecrets
import TestSupport
import Testing
import WalletCore

@Suite("Tokens of the vectors")
struct TokenVectorTests {
    struct Link: Decodable {
        let e: String
        let s: String
        let r: String
    }

    struct Proof: Decodable {
        let amount: UInt64
        let id: String
        let secret: String
        let C: String
        let dleq: Link?
        let witness: String?
        let p2pk_e: String?
    }

    struct Valid: Decodable {
        let name: String
        let serialized: String
        let cbor_hex: String
        let raw_hex: String
        let mint: String
        let unit: String
        let memo: String?
        let proofs: [Proof]
        let mint_keys: [String]?
    }

    struct Invalid: Decodable {
        let name: String
        let serialized: String
    }

    struct ShortID: Decodable {
        let name: String
        let short: String
        let known: [String]
        let resolved: String?
        let error: String?
    }

    @Test("of other wallets: 13 are read as they are meant, 8 are refused, 5 short ids are resolved or refused")
    func extra() throws {
        var vectors = try VectorFile("extra-tokens")
        #expect(vectors.counts == ["valid": 13, "invalid": 8, "short_ids": 5])
        try vectors.each("valid", as: Valid.self) { vector in
            let token = try Token(parsing: vector.serialized)
            try Self.expect(token, vector)
            let raw = try #require(Hex.decode(vector.raw_hex, maximumBytes: 10_000))
            #expect(try Token(raw: raw) == token, "\(vector.name)")
            #expect(try Token(parsing: token.text) == token, "\(vector.name)")
            #expect(try Token(raw: token.raw) == token, "\(vector.name)")
            // The one that is not in the reference wallet's order was made by hand.
            if vector.name != "unknown-fields-other-order-p2pk_e" {
                #expect(Hex.encode(token.raw) == vector.raw_hex, "\(vector.name)")
            }
        }
        try vectors.each("invalid", as: Invalid.self) { vector in
            #expect(throws: TokenError.self, "\(vector.name)") { try Token(parsing: vector.serialized) }
        }
        try vectors.each("short_ids", as: ShortID.self) { vector in
            let bytes = try #require(Hex.decode(vector.short, maximumBytes: 33))
            let id = try #require(TokenKeysetID(bytes))
            let known = try vector.known.map { try #require(KeysetID(hex: $0)) }
            if let resolved = vector.resolved {
                #expect(try id.resolved(among: known) == KeysetID(hex: resolved), "\(vector.name)")
            } else {
                #expect(throws: TokenError.self, "\(vector.name)") { try id.resolved(among: known) }
            }
        }
        #expect(vectors.missed.isEmpty)
    }

    private static func expect(_ token: Token, _ vector: Valid) throws {
        #expect(token.mint == vector.mint && token.unit.name == vector.unit && token.memo == vector.memo)
        try #require(token.coins.count == vector.proofs.count, "\(vector.name)")
        for (position, (coin, proof)) in zip(token.coins, vector.proofs).enumerated() {
            #expect(coin.amount == proof.amount && coin.secret == Secret(proof.secret), "\(vector.name)")
            #expect(Hex.encode(coin.keysetID.bytes) == proof.id && coin.signature.hex == proof.C, "\(vector.name)")
            #expect(coin.witness == proof.witness && coin.ephemeralKey?.hex == proof.p2pk_e, "\(vector.name)")
            #expect(coin.link?.proof.e.hex == proof.dleq?.e && coin.link?.proof.s.hex == proof.dleq?.s)
            #expect(coin.link?.r.bytes.hex == proof.dleq?.r, "\(vector.name)")
            if let link = coin.link, let keys = vector.mint_keys {
                let key = try #require(PublicKey(hex: keys[position]))
                #expect(
                    Blinding.proofIsValid(
                        link.proof, r: link.r, secret: coin.secret, signature: coin.signature, key: key))
            }
        }
    }

    struct Bytes: Decodable {
        let hex: String
        enum CodingKeys: String, CodingKey { case hex = "$bytes" }
    }

    struct Version4: Decodable {
        struct Content: Decodable {
            struct Group: Decodable {
                struct Proof: Decodable {
                    let a: UInt64
                    let s: String
                    let c: Bytes
                }
                let i: Bytes
                let p: [Proof]
            }
            let t: [Group]
            let d: String?
            let m: String
            let u: String
        }
        let name: String
        let token: Content
        let serialized: String?
        let raw_hex: String?
    }

    struct Version3: Decodable {
        struct Content: Decodable {
            struct Entry: Decodable {
                let mint: String
                let proofs: [Proof]
            }
            let token: [Entry]
            let unit: String?
            let memo: String?
        }
        let name: String
        let serialized: String
        let token: Content
    }

    @Test("of the specification: versions 3, 4 and raw")
    func official() throws {
        var vectors = try VectorFile("nut00")
        vectors.leave("hash_to_curve", "blinded_messages", "blind_signatures")
        for list in ["token_v3_serialize", "token_v3_valid"] {
            try vectors.each(list, as: Version3.self) { vector in
                let token = try Token(parsing: vector.serialized)
                let expected = try #require(vector.token.token.first)
                #expect(token.mint == expected.mint && token.unit.name == vector.token.unit)
                #expect(token.memo == vector.token.memo)
                #expect(token.coins.map(\.secret.text) == expected.proofs.map(\.secret))
                #expect(token.coins.map(\.amount) == expected.proofs.map(\.amount))
                #expect(token.coins.map(\.signature.hex) == expected.proofs.map(\.C))
                #expect(token.coins.map { Hex.encode($0.keysetID.bytes) } == expected.proofs.map(\.id))
            }
        }
        try vectors.each("token_v3_invalid", as: Invalid.self) { vector in
            #expect(throws: TokenError.unknownPrefix, "\(vector.name)") { try Token(parsing: vector.serialized) }
        }
        try vectors.each("token_v4", as: Version4.self) { vector in
            let text = try #require(vector.serialized)
            let token = try Token(parsing: text)
            Self.expect(token, vector)
            #expect(try Token(parsing: token.text) == token)
        }
        try vectors.each("token_v4_raw", as: Version4.self) { vector in
            let hex = try #require(vector.raw_hex)
            let raw = try #require(Hex.decode(hex, maximumBytes: 10_000))
            let token = try Token(raw: raw)
            Self.expect(token, vector)
            #expect(token.raw == raw)
        }
        #expect(vectors.missed.isEmpty)
    }

    private static func expect(_ token: Token, _ vector: Version4) {
        let content = vector.token
        #expect(token.mint == content.m && token.unit.name == content.u && token.memo == content.d)
        let proofs = content.t.flatMap { group in group.p.map { (group.i, $0) } }
        #expect(token.coins.map { Hex.encode($0.keysetID.bytes) } == proofs.map(\.0.hex))
        #expect(token.coins.map(\.amount) == proofs.map(\.1.a))
        #expect(token.coins.map(\.secret.text) == proofs.map(\.1.s))
        #expect(token.coins.map(\.signature.hex) == proofs.map(\.1.c.hex))
    }
}
