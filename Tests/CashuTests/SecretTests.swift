import Cashu
import CashuCrypto
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("that Unicode calls equal are different when their bytes are")
    func byteIdentity() throws {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        try #require(composed == decomposed)
        let secrets = [try #require(Secret(composed)), try #require(Secret(decomposed))]
        #expect(secrets[0] != secrets[1])
        #expect(Set(secrets).count == 2)
        #expect(secrets[0].point != secrets[1].point)
        #expect(Array(secrets[0].text.utf8) == Array(composed.utf8))
        #expect(Array(secrets[1].text.utf8) == Array(decomposed.utf8))
    }

    @Test("have 1 to 1024 bytes, which are not characters")
    func length() {
        #expect(Secret("") == nil)
        #expect(Secret(String(repeating: "a", count: 1_024)) != nil)
        #expect(Secret(String(repeating: "a", count: 1_025)) == nil)
        #expect(Secret(String(repeating: "é", count: 512)) != nil)
        #expect(Secret(String(repeating: "é", count: 513)) == nil)
        #expect(Secret("\u{0}")?.bytes == [0])
    }

    @Test("that look like hex are hashed as the text they are")
    func hexText() throws {
        let text = "0661bf4fe8863a7e4d7fa145406a3ad5f3ed65f091b747488a035a61fcc9fd85"
        let secret = try #require(Secret(text))
        #expect(secret.point == HashToCurve.point(Array(text.utf8)))
        #expect(secret.point != HashToCurve.point(try #require(Hex.decode(text, maximumBytes: 32))))
    }

    @Test("do not print themselves")
    func description() throws {
        let secret = try #require(Secret("very secret"))
        #expect("\(secret) \(String(reflecting: secret))" == "Secret(11 bytes) Secret(11 bytes)")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("very secret"))
    }
}
