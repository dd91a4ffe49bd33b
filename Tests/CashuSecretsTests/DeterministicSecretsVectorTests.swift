import Cashu
import CashuCrypto
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("Deterministic secrets of the vectors (NUT-13)")
struct DeterministicSecretsVectorTests {
    private struct Case: Decodable {
        let name: String
        let mnemonic: String?
        let keyset_id: String
        let counter: UInt64
        let secret: String
        let r: String

        func check(_ secrets: DeterministicSecrets) throws {
            let id = try #require(KeysetID(hex: keyset_id))
            let output = try secrets.output(id, counter: counter)
            #expect([output.secret.text, output.r.bytes.hex] == [secret, r], "\(name)")
        }
    }

    private struct KeysetNumber: Decodable {
        let keyset_id: String
        let keyset_id_int: UInt32
    }

    @Test("are those of NUT-13")
    func nut13() throws {
        var vectors = try VectorFile("nut13")
        let seed = try Mnemonic(words: vectors.value("mnemonic", as: String.self)).seed()
        #expect(seed.hex == (try vectors.value("seed_hex", as: String.self)))
        let secrets = try DeterministicSecrets(seed: seed)
        try vectors.each("v1", as: Case.self) { try $0.check(secrets) }
        try vectors.each("v2", as: Case.self) { try $0.check(secrets) }
        try vectors.each("keyset_int", as: KeysetNumber.self) { vector in
            guard case .version1(let id)? = KeysetID(hex: vector.keyset_id) else {
                Issue.record("\(vector.keyset_id) is no id of version 1")
                return
            }
            #expect(DeterministicSecrets.keysetIndex(id) == vector.keyset_id_int)
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("are those of another implementation")
    func extra() throws {
        var vectors = try VectorFile("extra-nut13")
        try vectors.each("cases", as: Case.self) { vector in
            let words = try #require(vector.mnemonic)
            try vector.check(DeterministicSecrets(seed: Mnemonic(words: words).seed()))
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of a keyset of version 1 end at a counter of 2^31")
    func counterOutOfRange() throws {
        let secrets = try DeterministicSecrets(seed: Seed(hex: String(repeating: "01", count: 64)))
        let version1 = try #require(KeysetID(hex: "009a1f293253e41e"))
        #expect(throws: Never.self) { try secrets.output(version1, counter: 1 << 31 - 1) }
        for counter in [1 << 31, 1 << 32, UInt64.max] {
            #expect(throws: DerivationError.indexOutOfRange) { try secrets.output(version1, counter: counter) }
        }
        let version2 = try #require(
            KeysetID(hex: "015ba18a8adcd02e715a58358eb618da4a4b3791151a4bee5e968bb88406ccf76a"))
        #expect(throws: Never.self) { try secrets.output(version2, counter: .max) }
    }
}
