import Cashu
import CashuCrypto
import CashuSecrets
import TestSupport
import Testing

@Suite("Blind signatures of the vectors")
struct BlindSignatureVectorTests {
    @Test("are those of NUT-00")
    func nut00() throws {
        struct Point: Decodable {
            let name: String
            let message_hex: String
            let point: String
        }
        struct Blinded: Decodable {
            let name: String
            let x_hex: String
            let r: String
            let B_: String
        }
        struct Signed: Decodable {
            let name: String
            let k: String
            let B_: String
            let C_: String
        }
        var vectors = try VectorFile("nut00")
        try vectors.each("hash_to_curve", as: Point.self) { vector in
            let message = try bytes(hex: vector.message_hex)
            #expect(HashToCurve.point(message).hex == vector.point, "\(vector.name)")
        }
        try vectors.each("blinded_messages", as: Blinded.self) { vector in
            let message = try bytes(hex: vector.x_hex)
            let r = try #require(BlindingFactor(hex: vector.r))
            #expect(Blinding.blind(HashToCurve.point(message), r).hex == vector.B_, "\(vector.name)")
        }
        try vectors.each("blind_signatures", as: Signed.self) { vector in
            let blinded = try #require(PublicKey(hex: vector.B_))
            let signer = try BlindSigner(hex: vector.k)
            #expect(signer.sign(blinded, at: 0).signature.hex == vector.C_, "\(vector.name)")
        }
        // Tokens are the wallet's, and tested there.
        vectors.leave("token_v3_serialize", "token_v3_invalid", "token_v3_valid", "token_v4", "token_v4_raw")
        #expect(vectors.missed.isEmpty)
    }

    private struct Whole: Decodable {
        struct DLEQ: Decodable {
            let e: String
            let s: String
        }
        let name: String
        let secret: String
        let Y: String
        let r: String
        let B_: String
        let k: String
        let K: String
        let C_: String
        let C: String
        let dleq: DLEQ?
    }

    @Test("are made, unblinded and verified as another implementation does")
    func valid() throws {
        var vectors = try VectorFile("extra-bdhke")
        try vectors.each("valid", as: Whole.self) { vector in
            let point = HashToCurve.point(Array(vector.secret.utf8))
            let signer = try BlindSigner(hex: vector.k)
            let key = signer.publicKeys()[0]
            let r = try #require(BlindingFactor(hex: vector.r))
            let blinded = Blinding.blind(point, r)
            let (signature, proof) = signer.sign(blinded, at: 0)
            let unblinded = try #require(Blinding.unblind(signature, r, key: key))
            #expect(
                [point, key, blinded, signature, unblinded].map(\.hex)
                    == [vector.Y, vector.K, vector.B_, vector.C_, vector.C], "\(vector.name)")
            #expect([proof.e.hex, proof.s.hex] == [vector.dleq?.e, vector.dleq?.s], "\(vector.name)")
            #expect(signer.verifies(unblinded, of: point, at: 0), "\(vector.name)")
        }
        vectors.leave("invalid")
        #expect(vectors.missed.isEmpty)
    }

    @Test("are refused where another implementation refuses")
    func invalid() throws {
        var vectors = try VectorFile("extra-bdhke")
        try vectors.each("invalid", as: Whole.self) { vector in
            let signature = try #require(PublicKey(hex: vector.C))
            let signer = try BlindSigner(hex: vector.k)
            let point = HashToCurve.point(Array(vector.secret.utf8))
            #expect(!signer.verifies(signature, of: point, at: 0), "\(vector.name)")
        }
        vectors.leave("valid")
        #expect(vectors.missed.isEmpty)
    }
}
