import CashuCrypto
import Testing

@Suite("Hexadecimal text")
struct HexTests {
    @Test("is written in lower case")
    func encoding() {
        #expect(Hex.encode([0x00, 0x0f, 0xa0, 0xff]) == "000fa0ff")
        #expect(Hex.encode([UInt8]()) == "")
    }

    @Test("is read in either case")
    func decoding() {
        #expect(Hex.decode("000fA0Ff", maximumBytes: 4) == [0x00, 0x0f, 0xa0, 0xff])
        #expect(Hex.decode("", maximumBytes: 4) == [])
    }

    @Test(
        "is refused when a digit is missing or is none",
        arguments: ["0", "000", "0g", "g0", " 00", "0x00", "+1", "-1", "é0", "00\u{0}0", "０0", "0\u{301}0"])
    func badText(_ text: String) {
        #expect(Hex.decode(text, maximumBytes: 8) == nil)
    }

    @Test("is refused above the maximum")
    func tooLong() {
        #expect(Hex.decode("0000", maximumBytes: 2) == [0, 0])
        #expect(Hex.decode("000000", maximumBytes: 2) == nil)
    }
}
