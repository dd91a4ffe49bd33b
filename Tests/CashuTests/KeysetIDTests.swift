import Cashu
import CashuCrypto
import Testing

@Suite("Keyset ids")
struct KeysetIDTests {
    static let version1 = "009a1f293253e41e"
    static let version2 = "015ba18a8adcd02e715a58358eb618da4a4b3791151a4bee5e968bb88406ccf76a"

    @Test("are read in either case and written in lower case", arguments: [version1, version2])
    func roundTrip(_ text: String) throws {
        let id = try #require(KeysetID(hex: text.uppercased()))
        #expect(id.hex == text)
        #expect(KeysetID(id.bytes) == id)
        #expect(id.short.hex == text.prefix(16))
    }

    @Test(
        "have the length of their version",
        arguments: [
            "", "00", "009a1f293253e4", "009a1f293253e41e00", "019a1f293253e41e", "029a1f293253e41e",
            "005ba18a8adcd02e715a58358eb618da4a4b3791151a4bee5e968bb88406ccf76a",
            "025ba18a8adcd02e715a58358eb618da4a4b3791151a4bee5e968bb88406ccf76a",
            "015ba18a8adcd02e715a58358eb618da4a4b3791151a4bee5e968bb88406ccf7",
            "015ba18a8adcd02e715a58358eb618da4a4b3791151a4bee5e968bb88406ccf76a00", "009a1f293253e41", "I2yN+iRYfkzT",
        ])
    func badText(_ text: String) {
        #expect(KeysetID(hex: text) == nil)
    }
}
