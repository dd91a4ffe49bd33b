import Cashu
import CashuCrypto
import Testing

@testable import CashuSecrets

/// The values are CDK's, so that a seed moves between its signatory and this one.
@Suite("Derivation of keysets")
struct KeysetDerivationTests {
    static let seed = String(repeating: "00", count: 31) + "01"
    static let powersOfTwo = (0..<64).map { UInt64(1) << UInt64($0) }

    @Test(
        "counts units by their names in capitals",
        arguments: [
            ("sat", 1_967_237_907), ("auth", 1_222_349_093), ("msat", 142_929_756), ("usd", 577_560_378),
            ("eur", 1_473_545_324), ("eurc", 1_321_886_550), ("nuts", 1_502_388_627),
        ] as [(String, UInt32)])
    func unitIndex(_ name: String, _ index: UInt32) throws {
        let unit = try #require(CurrencyUnit(name))
        #expect(KeysetDerivation.unitIndex(unit) == index)
    }

    @Test("has a known twin of sat, whose name cannot be a unit")
    func twin() {
        let twin = "sW8W2A_hTH_gapj1_vj5suO3JI_"
        #expect(KeysetDerivation.unitIndex(capitals: twin.uppercased()) == KeysetDerivation.unitIndex(.sat))
        #expect(CurrencyUnit(twin) == nil)
        #expect(CurrencyUnit(twin.lowercased()).map { KeysetDerivation.unitIndex($0) } == 1_967_237_907)
    }

    private func keys(_ unit: CurrencyUnit, _ amounts: [UInt64]) throws -> KeysetKeys {
        let arena = try KeysetDerivation.derive(
            master: ExtendedKey(seedHex: Self.seed), unit: unit, index: 1, count: amounts.count)
        return try #require(KeysetKeys(amounts: amounts, publicKeys: BlindSigner(arena).publicKeys()))
    }

    @Test("gives the first keyset of sat the ids that CDK gives it")
    func sat() throws {
        let keys = try keys(.sat, Self.powersOfTwo)
        #expect(KeysetID.deriveVersion1(keys).hex == "00b5a0580f75cc2f")
        #expect(
            KeysetID.deriveVersion2(keys, unit: .sat, inputFeePPK: 0, finalExpiry: nil).hex
                == "016e4f4f553e9ff069a7d0f8bc17848004692d6b73d2e0703eb693289319d0588b")
    }

    @Test("gives the first keyset of auth the key and the id that CDK gives it")
    func auth() throws {
        let keys = try keys(.auth, [1])
        #expect(keys[1]?.hex == "025b6c1ca8bb741a6f2321c953266df7bf3f3f2c3be8c54c0a6e41bb00976046a4")
        #expect(KeysetID.deriveVersion1(keys).hex == "00e1cf6079abb988")
    }

    @Test("gives each unit, index and position a key of its own, the same each time")
    func distinct() throws {
        let master = try ExtendedKey(seedHex: Self.seed)
        let usd = try #require(CurrencyUnit("usd"))
        func scalars(_ unit: CurrencyUnit, _ index: UInt32, _ count: Int) throws -> [String] {
            try KeysetDerivation.derive(master: master, unit: unit, index: index, count: count).hex
        }
        let all = try scalars(.sat, 1, 8) + scalars(.sat, 2, 8) + scalars(usd, 1, 8)
        #expect(Set(all).count == 24)
        #expect(try scalars(.sat, 1, 8) == Array(all.prefix(8)))
        #expect(try scalars(.sat, 1, 4) == Array(all.prefix(4)))
    }

    @Test("has 1 to 64 keys and indices below 2^31")
    func limits() throws {
        let master = try ExtendedKey(seedHex: Self.seed)
        for count in [-1, 0, 65, .max] {
            #expect(throws: DerivationError.countOutOfRange) {
                try KeysetDerivation.derive(master: master, unit: .sat, index: 1, count: count)
            }
        }
        for index in [UInt32(1) << 31, .max] {
            #expect(throws: DerivationError.indexOutOfRange) {
                try KeysetDerivation.derive(master: master, unit: .sat, index: index, count: 1)
            }
        }
    }
}
