import CashuCrypto
import Testing

@Suite("Points of secp256k1")
struct PublicKeyTests {
    /// 2·G and 3·G, from SEC 2 by way of Python.
    static let double = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"
    static let triple = "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9"
    /// The order of the group less one.
    static let lastScalar = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140"

    @Test(
        "are refused when the bytes are none",
        arguments: [
            "",
            "02",
            // The x coordinate 5 is on no point.
            "020000000000000000000000000000000000000000000000000000000000000005",
            // x is the size of the field; one above it would be the point with x = 1.
            "02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
            "02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30",
            "000000000000000000000000000000000000000000000000000000000000000000",
            "0079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "0679be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f817",
            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179800",
            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179",
        ])
    func badBytes(_ text: String) {
        #expect(PublicKey(hex: text) == nil)
    }

    @Test("are the same in either case of hex")
    func upperCase() {
        #expect(PublicKey(hex: Self.double.uppercased()) == PublicKey(hex: Self.double))
    }

    @Test("survive their uncompressed form")
    func uncompressed() throws {
        let point = PublicKey.generator
        #expect(
            point.uncompressed.hex == "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")
        #expect(PublicKey(uncompressed: point.uncompressed) == point)
        #expect(PublicKey(uncompressed: point.negated.uncompressed) == point.negated)
        var moved = point.uncompressed
        moved[64] ^= 1
        #expect(PublicKey(uncompressed: moved) == nil)
    }

    @Test("have no hybrid form, and infinity is none of them")
    func hybrid() throws {
        for (point, prefix) in [(PublicKey.generator, UInt8(6)), (PublicKey.generator.negated, 7)] {
            for first in [prefix, prefix ^ 1, 0, 2, 3, 5] {
                var bytes = point.uncompressed
                bytes[0] = first
                #expect(PublicKey(uncompressed: bytes) == nil)
            }
        }
        #expect(PublicKey(uncompressed: FixedBytes { $0 == 0 ? 4 : 0 }) == nil)
    }

    @Test("add up")
    func sums() throws {
        let double = try #require(PublicKey(hex: Self.double))
        #expect(PublicKey.generator.adding(.generator) == double)
        #expect(PublicKey.generator.adding(double)?.hex == Self.triple)
        #expect(double.adding(PublicKey.generator.negated) == .generator)
    }

    @Test("have no sum with their own negation")
    func infinity() {
        #expect(PublicKey.generator.adding(PublicKey.generator.negated) == nil)
        #expect(PublicKey.generator.negated != .generator)
        #expect(PublicKey.generator.negated.xOnly == PublicKey.generator.xOnly)
        #expect(PublicKey.generator.negated.negated == .generator)
    }

    @Test("are multiplied by scalars below the order only")
    func products() throws {
        let one = FixedBytes<32> { $0 == 31 ? 1 : 0 }
        let two = FixedBytes<32> { $0 == 31 ? 2 : 0 }
        let last = try #require(FixedBytes<32>(hex: Self.lastScalar))
        var order = last
        order[31] += 1
        #expect(PublicKey.generator.multiplied(by: one) == .generator)
        #expect(PublicKey.generator.multiplied(by: two)?.hex == Self.double)
        #expect(PublicKey.generator.multiplied(by: last) == PublicKey.generator.negated)
        #expect(PublicKey.generator.multiplied(by: order) == nil)
        #expect(PublicKey.generator.multiplied(by: FixedBytes<32>()) == nil)
        #expect(PublicKey.generator.multiplied(by: FixedBytes<32>(repeating: 0xff)) == nil)
    }
}
