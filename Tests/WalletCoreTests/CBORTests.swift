import CashuCrypto
import Testing

@testable import WalletCore

@Suite("CBOR")
struct CBORTests {
    private static func decoder(_ hex: String) throws -> CBORDecoder {
        CBORDecoder(try #require(Hex.decode(hex, maximumBytes: 1_000)))
    }

    /// RFC 8949, appendix A.
    @Test(
        "reads and writes numbers in every width",
        arguments: [
            ("00", 0), ("17", 23), ("1818", 24), ("18ff", 255), ("190100", 256), ("1903e8", 1_000),
            ("1a000f4240", 1_000_000), ("1b000000e8d4a51000", 1_000_000_000_000), ("1bffffffffffffffff", UInt64.max),
        ] as [(String, UInt64)])
    func numbers(_ hex: String, _ number: UInt64) throws {
        var decoder = try Self.decoder(hex)
        #expect(try decoder.unsigned() == number)
        try decoder.finish()
        var encoder = CBOREncoder()
        encoder.unsigned(number)
        #expect(Hex.encode(encoder.bytes) == hex)
    }

    @Test(
        "skips one item of any kind",
        arguments: [
            "00", "20", "3903e7", "f4", "f6", "f97e00", "fb3ff199999999999a", "44010203ff", "6449455446",
            "c11a514b67b0", "80", "83010203", "8301820203820405", "a0", "a26161016162820203", "a201020304",
        ])
    func skips(_ hex: String) throws {
        var decoder = try Self.decoder(hex)
        try decoder.skip()
        try decoder.finish()
    }

    @Test(
        "refuses what is truncated, of indefinite length, reserved, or announces more than there is",
        arguments: [
            ("", CBORError.truncated), ("18", .truncated), ("1b00000000000000", .truncated), ("4401", .truncated),
            ("6261", .truncated), ("8201", .truncated), ("a101", .truncated), ("9bffffffffffffffff", .truncated),
            ("bb8000000000000000", .truncated), ("5bffffffffffffffff", .truncated),
            ("5f42010243030405ff", .indefiniteLength),
            ("9fff", .indefiniteLength), ("bfff", .indefiniteLength), ("7f657374726561646d696e67ff", .indefiniteLength),
            ("1c", .malformed), ("1d", .malformed), ("1e", .malformed), ("ff", .indefiniteLength),
        ])
    func refuses(_ hex: String, _ error: CBORError) throws {
        var decoder = try Self.decoder(hex)
        #expect(throws: error) { try decoder.skip() }
    }

    @Test("does not follow nesting without end")
    func depth() throws {
        var shallow = CBORDecoder([UInt8](repeating: 0x81, count: 15) + [0x00])
        try shallow.skip()
        var deep = CBORDecoder([UInt8](repeating: 0x81, count: 100_000) + [0x00])
        #expect(throws: CBORError.tooDeep) { try deep.skip() }
        var tags = CBORDecoder([UInt8](repeating: 0xc1, count: 100_000) + [0x00])
        #expect(throws: CBORError.tooDeep) { try tags.skip() }
    }

    @Test("refuses bytes after the item, another kind than asked for, and text that is not UTF-8")
    func kinds() throws {
        var trailing = try Self.decoder("0000")
        _ = try trailing.unsigned()
        #expect(throws: CBORError.trailingBytes) { try trailing.finish() }
        var negative = try Self.decoder("20")
        #expect(throws: CBORError.unexpectedKind) { try negative.unsigned() }
        var text = try Self.decoder("6161")
        #expect(throws: CBORError.unexpectedKind) { try text.bytes() }
        var surrogate = try Self.decoder("63eda080")
        #expect(throws: CBORError.notUTF8) { try surrogate.text() }
    }

    @Test("skips members whose keys are not text")
    func otherKeys() throws {
        var decoder = try Self.decoder("a2010261616162")
        var keys: [String] = []
        let same: (CBORError) -> CBORError = { $0 }
        try decoder.map(same) { (key, value) throws(CBORError) in
            keys.append(key)
            #expect(try value.text() == "b")
        }
        try decoder.finish()
        #expect(keys == ["a"])
    }

    @Test("takes any bytes without a crash: 60,000 inputs from one seed")
    func fuzz() {
        var randomness = SplitMix64(seed: 8_949)
        var (read, refused) = (0, 0)
        for _ in 0..<60_000 {
            let count = Int.random(in: 0...48, using: &randomness)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &randomness) }
            var decoder = CBORDecoder(bytes)
            do throws(CBORError) {
                try decoder.skip()
                read += 1
            } catch {
                refused += 1
            }
        }
        #expect(read > 1_000 && refused > 1_000)
    }
}
