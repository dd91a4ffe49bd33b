import CashuCrypto
import TestSupport
import Testing

@Suite("BIP-340 signatures")
struct SchnorrSignatureTests {
    private struct Case: Decodable {
        let name: String
        let publicKey: String
        let message: String
        let signature: String
        let valid: Bool
    }

    @Test("verify as BIP-340 says")
    func vectors() throws {
        var vectors = try VectorFile("bip340")
        try vectors.each("verify", as: Case.self) { vector in
            let signature = try #require(SchnorrSignature(hex: vector.signature))
            let message = try #require(FixedBytes<32>(hex: vector.message))
            // BIP-340 lifts an x coordinate to the point with even y; a key that is none has no point either way.
            let isValid = PublicKey(hex: "02" + vector.publicKey).map { signature.isValid(for: message, key: $0) }
            #expect((isValid ?? false) == vector.valid, "\(vector.name)")
            let negated = PublicKey(hex: "03" + vector.publicKey).map { signature.isValid(for: message, key: $0) }
            #expect((negated ?? false) == vector.valid, "\(vector.name)")
        }
        vectors.leave("sign")
        #expect(vectors.missed.isEmpty)
    }

    @Test("have 64 bytes")
    func length() {
        #expect(SchnorrSignature(hex: String(repeating: "00", count: 63)) == nil)
        #expect(SchnorrSignature(hex: String(repeating: "00", count: 65)) == nil)
        #expect(SchnorrSignature(hex: String(repeating: "0", count: 127)) == nil)
        #expect(SchnorrSignature(hex: "") == nil)
    }
}
