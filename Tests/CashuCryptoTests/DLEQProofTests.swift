import CashuCrypto
import Testing

@Suite("DLEQ proofs")
struct DLEQProofTests {
    /// NUT-12's own example: the key is the generator, so `a` is 1 and s = r + e.
    static let blinded = "02a9acc1e48c25eeeb9289b5031cc57da9fe72f3fe2861d264bdc074209b107ba2"
    static let e = "9818e061ee51d5c8edc3342369a554998ff7b4381c8652d724cdf46429be73d9"
    static let s = "9818e061ee51d5c8edc3342369a554998ff7b4381c8652d724cdf46429be73da"

    private static func proof() throws -> (proof: DLEQProof, point: PublicKey) {
        (
            DLEQProof(e: try #require(FixedBytes(hex: e)), s: try #require(FixedBytes(hex: s))),
            try #require(PublicKey(hex: blinded))
        )
    }

    @Test("hold for the points they were made for")
    func valid() throws {
        let (proof, point) = try Self.proof()
        #expect(proof.isValid(for: point, signature: point, key: .generator))
    }

    @Test("fail when a point is negated or exchanged")
    func otherPoints() throws {
        let (proof, point) = try Self.proof()
        #expect(!proof.isValid(for: point.negated, signature: point, key: .generator))
        #expect(!proof.isValid(for: point, signature: point.negated, key: .generator))
        #expect(!proof.isValid(for: point, signature: point, key: PublicKey.generator.negated))
        #expect(!proof.isValid(for: point, signature: .generator, key: point))
    }

    @Test("fail, and do not crash, for numbers that are no scalars")
    func badScalars() throws {
        let (proof, point) = try Self.proof()
        for bad in [FixedBytes<32>(), FixedBytes<32>(repeating: 0xff)] {
            #expect(!DLEQProof(e: bad, s: proof.s).isValid(for: point, signature: point, key: .generator))
            #expect(!DLEQProof(e: proof.e, s: bad).isValid(for: point, signature: point, key: .generator))
            #expect(!DLEQProof(e: bad, s: bad).isValid(for: point, signature: point, key: .generator))
        }
    }

    @Test("fail, and do not crash, when a nonce comes out as infinity")
    func infiniteNonce() throws {
        let (proof, point) = try Self.proof()
        // s = e with the generator as the key: s·G − e·A is infinity.
        #expect(!DLEQProof(e: proof.e, s: proof.e).isValid(for: point, signature: point, key: .generator))
    }
}
