import CashuCrypto
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("Vectors of blinded keys (NUT-28)")
struct BlindedKeyVectorTests {
    @Test("of the specification: eleven slots, the shared secret and the parity")
    func official() throws {
        struct Inputs: Decodable {
            let e: String
            let E: String
            let p: String
            let P: String
        }
        struct Slot: Decodable {
            let name: String
            let slot: Int
            let r: String
            let blinded_pubkey: String
            let sk_standard: String
            let sk_negated: String
            let usable_key: String
        }
        struct SharedSecret: Decodable { let Zx: String }
        struct Parity: Decodable {
            let pG: String
            let P: String
            let use: String
        }
        var vectors = try VectorFile("nut28")
        #expect(vectors.counts == ["slots": 11, "shared_secret": 1, "proof": 1, "parity": 1])
        let inputs = try vectors.value("inputs", as: Inputs.self)
        let (sender, receiver) = (try signingKey(inputs.e), try signingKey(inputs.p))
        let (ephemeral, key) = (try point(inputs.E), try point(inputs.P))
        #expect(sender.publicKey == ephemeral && receiver.publicKey.xOnly == key.xOnly)
        try vectors.each("slots", as: Slot.self) { vector in
            let factor = try #require(sender.blindingFactor(with: key, slot: vector.slot))
            #expect(factor.bytes.hex == vector.r, "\(vector.name)")
            #expect(receiver.blindingFactor(with: ephemeral, slot: vector.slot) == factor, "\(vector.name)")
            let blinded = try point(vector.blinded_pubkey)
            #expect(BlindedKeys.move(key, slot: vector.slot, ephemeral: sender) == blinded, "\(vector.name)")
            let (standard, negated) = (try signingKey(vector.sk_standard), try signingKey(vector.sk_negated))
            #expect(receiver.moved(by: factor, isNegated: false)?.publicKey == standard.publicKey, "\(vector.name)")
            #expect(receiver.moved(by: factor, isNegated: true)?.publicKey == negated.publicKey, "\(vector.name)")
            let usable = vector.usable_key == "negated" ? negated : standard
            let found = receiver.moved(to: blinded, ephemeral: ephemeral, slot: vector.slot)
            #expect(found?.publicKey == usable.publicKey && usable.publicKey == blinded, "\(vector.name)")
        }
        try vectors.each("shared_secret", as: SharedSecret.self) { vector in
            let product = unsafe sender.withScalar { unsafe key.secretProduct(with: $0) }
            #expect(product.map { Hex.encode($0.bytes[1..<33]) } == vector.Zx)
        }
        try vectors.each("parity", as: Parity.self) { vector in
            let isNegated = receiver.publicKey != key
            let (own, other) = (try point(vector.pG), try point(vector.P))
            #expect(receiver.publicKey == own && key == other)
            #expect(vector.use == (isNegated ? "negated" : "standard"))
        }
        vectors.leave("proof")  // of the wallet's tests: it is a coin of slot 0
        #expect(vectors.missed.isEmpty)
    }

    @Test("of an independent implementation: 24 keys in slots 0, 1, 5 and 10")
    func generated() throws {
        struct Case: Decodable {
            let name: String
            let e: String
            let E: String
            let p: String
            let P: String
            let slot: Int
            let r: String
            let blinded_pubkey: String
            let derived_secret_key: String
        }
        var vectors = try VectorFile("extra-nut28")
        #expect(vectors.counts == ["cases": 24])
        try vectors.each("cases", as: Case.self) { vector in
            let (sender, receiver) = (try signingKey(vector.e), try signingKey(vector.p))
            let (ephemeral, key) = (try point(vector.E), try point(vector.P))
            let blinded = try point(vector.blinded_pubkey)
            #expect(sender.blindingFactor(with: key, slot: vector.slot)?.bytes.hex == vector.r, "\(vector.name)")
            #expect(BlindedKeys.move(key, slot: vector.slot, ephemeral: sender) == blinded, "\(vector.name)")
            let found = receiver.moved(to: blinded, ephemeral: ephemeral, slot: vector.slot)
            let derived = try signingKey(vector.derived_secret_key)
            #expect(found?.publicKey == derived.publicKey && derived.publicKey == blinded, "\(vector.name)")
            // Another slot or another receiver finds nothing.
            #expect(receiver.moved(to: blinded, ephemeral: ephemeral, slot: (vector.slot + 1) % 11) == nil)
            #expect(sender.moved(to: blinded, ephemeral: ephemeral, slot: vector.slot) == nil, "\(vector.name)")
            #expect(receiver.moved(to: blinded, ephemeral: ephemeral, slot: 11) == nil)
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("A signature by the moved key is one of the blinded key")
    func signs() throws {
        let (sender, receiver) = (SigningKey.random(), SigningKey.random())
        let digest = SHA256.hash("a secret")
        for key in [receiver.publicKey, receiver.publicKey.negated] {
            let blinded = try #require(BlindedKeys.move(key, slot: 3, ephemeral: sender))
            let moved = try #require(receiver.moved(to: blinded, ephemeral: sender.publicKey, slot: 3))
            #expect(moved.sign(digest).isValid(for: digest, key: blinded))
            #expect(!receiver.sign(digest).isValid(for: digest, key: blinded))
        }
    }

    private func point(_ hex: String) throws -> PublicKey { try #require(PublicKey(hex: hex)) }

    private func signingKey(_ hex: String) throws -> SigningKey {
        let bytes = try #require(FixedBytes<32>(hex: hex))
        return try #require(unsafe bytes.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
    }
}
