import CashuCrypto
import Testing

@Suite("Bytes of a fixed count")
struct FixedBytesTests {
    @Test("are made from exactly that many bytes")
    func count() {
        #expect(FixedBytes<3>([1, 2, 3])?.bytes == [1, 2, 3])
        #expect(FixedBytes<3>([1, 2]) == nil)
        #expect(FixedBytes<3>([1, 2, 3, 4]) == nil)
        #expect(FixedBytes<3>(hex: "0a0B0c")?.bytes == [10, 11, 12])
        #expect(FixedBytes<3>(hex: "0a0b") == nil)
        #expect(FixedBytes<3>(hex: "0a0b0c0d") == nil)
    }

    @Test("are equal only when every byte is, and hash alike then")
    func equality() {
        let bytes = FixedBytes<4> { UInt8($0) }
        #expect(Set([bytes, FixedBytes<4>([0, 1, 2, 3])]).count == 1)
        for position in 0..<4 {
            var changed = bytes
            changed[position] ^= 0x80
            #expect(changed != bytes)
        }
    }

    @Test("are ordered like text of the same bytes")
    func order() throws {
        let low = try #require(FixedBytes<2>([0x01, 0xff]))
        let high = try #require(FixedBytes<2>([0x02, 0x00]))
        #expect(low < high)
        #expect(!(high < low))
        #expect(!(low < low))
    }

    @Test("drawn at random are not drawn again")
    func random() {
        let drawn = (0..<100).map { _ in FixedBytes<16>.random() }
        #expect(Set(drawn).count == 100)
    }
}
