import Cashu
import CashuCrypto
import Testing

@Suite("Operation ids")
struct OperationIDTests {
    @Test("are UUIDs of version 7")
    func versionAndVariant() {
        for _ in 0..<100 {
            let id = OperationID()
            #expect(id.bytes[6] >> 4 == 7)
            #expect(id.bytes[8] >> 6 == 0b10)
            let parts = id.text.split(separator: "-")
            #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
            #expect(parts.joined() == id.bytes.hex)
            #expect(id.description == id.text)
        }
    }

    @Test("never come twice")
    func unique() {
        #expect(Set((0..<1_000).map { _ in OperationID() }).count == 1_000)
    }

    @Test("sort by the time of their making, in bytes and in text")
    func order() throws {
        func id(milliseconds: UInt64) -> OperationID {
            var bytes = OperationID().bytes
            for position in 0..<6 {
                bytes[position] = UInt8(truncatingIfNeeded: milliseconds >> (8 * (5 - UInt64(position))))
            }
            return OperationID(bytes)
        }
        let ids = [0, 1, 255, 256, 1 << 40, (1 << 48) - 1].map(id(milliseconds:))
        #expect(ids.map(\.bytes).sorted() == ids.map(\.bytes))
        #expect(ids.map(\.text).sorted() == ids.map(\.text))
    }

    @Test("begin with the time in milliseconds")
    func time() {
        func milliseconds(_ id: OperationID) -> UInt64 {
            (0..<6).reduce(0) { $0 << 8 | UInt64(id.bytes[$1]) }
        }
        // 2024 to 2100: a wrong unit or byte order is out of this range.
        #expect((1_704_000_000_000..<4_102_444_800_000).contains(milliseconds(OperationID())))
    }

    @Test("have 16 bytes")
    func length() {
        #expect(OperationID([UInt8](repeating: 0, count: 16)) != nil)
        #expect(OperationID([UInt8](repeating: 0, count: 15)) == nil)
        #expect(OperationID([UInt8](repeating: 0, count: 17)) == nil)
    }
}
