import CashuCrypto
import TestSupport
import Testing

@Suite("Hash to curve")
struct HashToCurveTests {
    private struct Case: Decodable {
        let name: String
        let message_hex: String
        let message_utf8: String?
        let point: String
    }

    @Test("gives the points of 50 messages")
    func extraVectors() throws {
        var vectors = try VectorFile("extra-hash_to_curve")
        try vectors.each("cases", as: Case.self) { vector in
            let message = try #require(Hex.decode(vector.message_hex, maximumBytes: 100_000))
            #expect(HashToCurve.point(message).hex == vector.point, "\(vector.name)")
            if let text = vector.message_utf8 { #expect(Array(text.utf8) == message, "\(vector.name)") }
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("has even y always")
    func parity() {
        for number in UInt8.min...UInt8.max { #expect(HashToCurve.point([number]).bytes[0] == 0x02) }
    }
}
