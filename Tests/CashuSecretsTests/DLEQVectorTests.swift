import Cashu
import CashuCrypto
import CashuSecrets
import TestSupport
import Testing

@Suite("DLEQ proofs of the vectors")
struct DLEQVectorTests {
    private struct Hash: Decodable {
        let R1: Point
        let R2: Point
        let K: Point
        let C_: Point
        let hash: String
    }

    private struct Deterministic: Decodable {
        let a: String
        let A: Point
        let B_: Point
        let C_: Point
        let e: String
        let s: String
    }

    private struct Signed: Decodable {
        let A: Point
        let B_: Point
        let blind_signature: BlindSignature
        let valid: Bool
    }

    private struct Received: Decodable {
        struct DLEQ: Decodable { let r: String }
        struct Coin: Decodable {
            let secret: String
            let C: Point
            let dleq: DLEQ
        }
        /// The same object, read once for its numbers e and s and once for the rest.
        struct Numbers: Decodable { let dleq: DLEQProof }
        let A: Point
        let coin: Coin
        let numbers: Numbers
        let valid: Bool

        enum CodingKeys: String, CodingKey { case A, proof, valid }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            A = try fields.decode(Point.self, forKey: .A)
            coin = try fields.decode(Coin.self, forKey: .proof)
            numbers = try fields.decode(Numbers.self, forKey: .proof)
            valid = try fields.decode(Bool.self, forKey: .valid)
        }
    }

    @Test("are those of NUT-12")
    func nut12() throws {
        var vectors = try VectorFile("nut12")
        try vectors.each("hash_e", as: Hash.self) { vector in
            #expect(DLEQProof.challenge(vector.R1.key, vector.R2.key, vector.K.key, vector.C_.key).hex == vector.hash)
        }
        try vectors.each("deterministic", as: Deterministic.self) { vector in
            let signer = try BlindSigner(hex: vector.a)
            let (signature, proof) = signer.sign(vector.B_.key, at: 0)
            #expect(signer.publicKeys() == [vector.A.key])
            #expect(signature == vector.C_.key)
            #expect([proof.e.hex, proof.s.hex] == [vector.e, vector.s])
        }
        try vectors.each("blind_signature", as: Signed.self) { vector in
            let signature = vector.blind_signature
            let proof = try #require(signature.proof)
            #expect(proof.isValid(for: vector.B_.key, signature: signature.point, key: vector.A.key) == vector.valid)
        }
        try vectors.each("proof", as: Received.self) { vector in
            let r = try #require(BlindingFactor(hex: vector.coin.dleq.r))
            let secret = try #require(Secret(vector.coin.secret))
            let isValid = Blinding.proofIsValid(
                vector.numbers.dleq, r: r, secret: secret, signature: vector.coin.C.key, key: vector.A.key)
            #expect(isValid == vector.valid)
        }
        #expect(vectors.missed.isEmpty)
    }

    private struct Case: Decodable {
        let name: String
        let a: String?
        let A: Point
        let secret: String
        let r: String
        let B_: Point
        let C_: Point
        let C: Point
        let e: String
        let s: String
        /// Whose check must fail.
        let side: String?

        func proof() throws -> DLEQProof {
            let e = try #require(FixedBytes<32>(hex: e))
            let s = try #require(FixedBytes<32>(hex: s))
            return DLEQProof(e: e, s: s)
        }

        /// The wallet that minted knows the blinded points.
        func aliceAccepts() throws -> Bool {
            try proof().isValid(for: B_.key, signature: C_.key, key: A.key)
        }

        /// The wallet that received a token knows the coin and r.
        func carolAccepts() throws -> Bool {
            let r = try #require(BlindingFactor(hex: r))
            let secret = try #require(Secret(secret))
            return Blinding.proofIsValid(try proof(), r: r, secret: secret, signature: C.key, key: A.key)
        }
    }

    @Test("are made and accepted as another implementation does")
    func valid() throws {
        var vectors = try VectorFile("extra-dleq")
        try vectors.each("valid", as: Case.self) { vector in
            let scalar = try #require(vector.a)
            let (signature, proof) = try BlindSigner(hex: scalar).sign(vector.B_.key, at: 0)
            #expect(signature == vector.C_.key, "\(vector.name)")
            #expect([proof.e.hex, proof.s.hex] == [vector.e, vector.s], "\(vector.name)")
            let accepted = [try vector.aliceAccepts(), try vector.carolAccepts()]
            #expect(accepted == [true, true], "\(vector.name)")
        }
        vectors.leave("invalid")
        #expect(vectors.missed.isEmpty)
    }

    @Test("are refused by those who should refuse them")
    func invalid() throws {
        var vectors = try VectorFile("extra-dleq")
        try vectors.each("invalid", as: Case.self) { vector in
            let (alice, carol) = (try vector.aliceAccepts(), try vector.carolAccepts())
            switch vector.side {
            case "alice": #expect(!alice, "\(vector.name)")
            case "carol": #expect(!carol, "\(vector.name)")
            default: Issue.record("nobody refuses \(vector.name)")
            }
        }
        vectors.leave("valid")
        #expect(vectors.missed.isEmpty)
    }
}

/// A point in hex.
private struct Point: Decodable {
    let key: PublicKey

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let key = PublicKey(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a point on the curve")
        }
        self.key = key
    }
}
