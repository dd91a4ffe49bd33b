import Cashu
import CashuCrypto
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("Signing")
struct SigningTests {
    static let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
    static let zero = String(repeating: "0", count: 64)
    static let one = String(repeating: "0", count: 63) + "1"
    static let two = String(repeating: "0", count: 63) + "2"

    private struct Case: Decodable {
        let name: String
        let secretKey: String
        let publicKey: String
        let auxiliaryRandomness: String
        let message: String
        let signature: String
    }

    @Test("gives the signatures of BIP-340")
    func bip340() throws {
        var vectors = try VectorFile("bip340")
        try vectors.each("sign", as: Case.self) { vector in
            let key = try #require(try SigningKey.hex(vector.secretKey))
            let randomness = try #require(FixedBytes<32>(hex: vector.auxiliaryRandomness))
            let message = try #require(FixedBytes<32>(hex: vector.message))
            let signature = key.sign(message, auxiliaryRandomness: randomness)
            #expect(key.publicKey.xOnly.hex == vector.publicKey.lowercased(), "\(vector.name)")
            #expect(signature.bytes.hex == vector.signature.lowercased(), "\(vector.name)")
            #expect(key.sign(message).isValid(for: message, key: key.publicKey), "\(vector.name)")
        }
        #expect(vectors.missed["sign"] == nil)
    }

    @Test("blindly gives the same bytes each time, and other bytes to another point or key")
    func deterministic() throws {
        let signer = BlindSigner(try #require(try SecretArena.hex(Self.one, Self.two)))
        let again = BlindSigner(try #require(try SecretArena.hex(Self.one, Self.two)))
        let points = (0..<8).map { HashToCurve.point([UInt8($0)]) }
        var proofs: Set<DLEQProof> = []
        for (index, key) in signer.publicKeys().enumerated() {
            for point in points {
                let first = signer.sign(point, at: index)
                let second = again.sign(point, at: index)
                #expect(first.signature == second.signature)
                #expect(first.proof == second.proof)
                #expect(first.proof.isValid(for: point, signature: first.signature, key: key))
                proofs.insert(first.proof)
            }
        }
        #expect(proofs.count == 16)
    }

    @Test("is verified with the key of the amount and no other")
    func verification() throws {
        let signer = BlindSigner(try #require(try SecretArena.hex(Self.one, Self.two)))
        let point = HashToCurve.point(Array("coin".utf8))
        let signature = try #require(point.adding(point))
        #expect(signer.verifies(signature, of: point, at: 1))
        #expect(!signer.verifies(signature, of: point, at: 0))
        #expect(!signer.verifies(signature.negated, of: point, at: 1))
        #expect(!signer.verifies(signature, of: point.negated, at: 1))
        #expect(signer.verifies(signature.negated, of: point.negated, at: 1))
    }

    @Test("wants scalars that are neither zero nor at or above the order")
    func scalars() throws {
        for bad in [Self.zero, Self.order, String(repeating: "f", count: 64)] {
            #expect(try SigningKey.hex(bad) == nil)
            #expect(try SecretArena.hex(bad) == nil)
            #expect(try SecretArena.hex(Self.one, bad) == nil)
            #expect(BlindingFactor(hex: bad) == nil)
        }
        #expect(try SecretArena.hex("") == nil)
        #expect(try SecretArena.hex(String(Self.one.dropLast(2))) == nil)
        #expect(try SecretArena.hex(Self.one, Self.two)?.hex == [Self.one, Self.two])
    }

    @Test("is undone by whoever knows r, and by nobody else")
    func unblinding() throws {
        let signer = try BlindSigner(hex: Self.two)
        let secret = try #require(Secret("a secret"))
        let (r, other) = (BlindingFactor.random(), BlindingFactor.random())
        let key = signer.publicKeys()[0]
        let (signature, proof) = signer.sign(Blinding.blind(secret, r), at: 0)
        let coin = try #require(Blinding.unblind(signature, r, key: key))
        #expect(signer.verifies(coin, of: secret.point, at: 0))
        #expect(Blinding.proofIsValid(proof, r: r, secret: secret, signature: coin, key: key))
        let wrong = try #require(Blinding.unblind(signature, other, key: key))
        #expect(!signer.verifies(wrong, of: secret.point, at: 0))
        #expect(!Blinding.proofIsValid(proof, r: other, secret: secret, signature: coin, key: key))
    }

    @Test("never prints a blinding factor")
    func description() {
        let r = BlindingFactor.random()
        #expect("\(r) \(String(reflecting: r))" == "BlindingFactor BlindingFactor")
    }
}
