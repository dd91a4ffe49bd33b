import Cashu
import CashuCrypto
import TestSupport
import Testing

@Suite("Keysets of the vectors")
struct KeysetVectorTests {
    @Test("are accepted or refused as NUT-01 says")
    func nut01() throws {
        struct Case: Decodable {
            let name: String
            let keys: [String: String]
            let valid: Bool
        }
        var vectors = try VectorFile("nut01")
        try vectors.each("keysets", as: Case.self) { vector in
            let keys = KeysetKeys(hex: vector.keys)
            #expect((keys != nil) == vector.valid, "\(vector.name)")
            if vector.valid { #expect(keys?.amounts.count == vector.keys.count, "\(vector.name)") }
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("have the ids that NUT-02 says")
    func nut02() throws {
        struct Case: Decodable {
            let name: String
            let keys: [String: String]
            let unit: String?
            let input_fee_ppk: UInt64?
            let final_expiry: UInt64?
            let id: String
            let short_id: String?
        }
        var vectors = try VectorFile("nut02")
        try vectors.each("v1", as: Case.self) { vector in
            let keys = try #require(KeysetKeys(hex: vector.keys))
            #expect(KeysetID.deriveVersion1(keys).hex == vector.id, "\(vector.name)")
        }
        try vectors.each("v2", as: Case.self) { vector in
            let keys = try #require(KeysetKeys(hex: vector.keys))
            let unit = try #require(vector.unit.flatMap { CurrencyUnit($0) })
            let id = KeysetID.deriveVersion2(
                keys, unit: unit, inputFeePPK: vector.input_fee_ppk ?? 0, finalExpiry: vector.final_expiry)
            #expect(id.hex == vector.id, "\(vector.name)")
            #expect(id.short.hex == vector.short_id, "\(vector.name)")
        }
        #expect(vectors.missed.isEmpty)
    }

    private struct ExtraCase: Decodable {
        let name: String
        let unit: String
        let input_fee_ppk: UInt64?
        let final_expiry: UInt64?
        let private_keys: [String: String]?
        let keys: [String: String]?
        let id_v1: String
        let id_v2: String
        let id_v2_short: String?
    }

    @Test("have the ids that another implementation gave them")
    func extraKeysetIDs() throws {
        var vectors = try VectorFile("extra-keyset-ids")
        try vectors.each("cases", as: ExtraCase.self) { vector in
            let keys = try #require(vector.keys)
            try check(vector, keys)
        }
        let sameKeys = try vectors.value("same_keys", as: [String: String].self)
        try vectors.each("same_keys_other_metadata", as: ExtraCase.self) { try check($0, sameKeys) }
        #expect(vectors.missed.isEmpty)
    }

    private func check(_ vector: ExtraCase, _ hexKeys: [String: String]) throws {
        let keys = try #require(KeysetKeys(hex: hexKeys))
        let unit = try #require(CurrencyUnit(vector.unit))
        let ids = KeysetIDVersion.allCases.map {
            KeysetID.derive(
                $0, keys, unit: unit, inputFeePPK: vector.input_fee_ppk ?? 0, finalExpiry: vector.final_expiry)
        }
        #expect(ids.map(\.hex) == [vector.id_v1, vector.id_v2], "\(vector.name)")
        #expect(ids.map(\.version) == [.version1, .version2], "\(vector.name)")
        if let short = vector.id_v2_short { #expect(ids[1].short.hex == short, "\(vector.name)") }
        for (amount, scalar) in vector.private_keys ?? [:] {
            let scalar = try #require(FixedBytes<32>(hex: scalar))
            #expect(PublicKey.generator.multiplied(by: scalar)?.hex == hexKeys[amount], "\(vector.name)")
        }
    }
}
