import CashuCrypto
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// FIPS 180-4's examples and what Python's hashlib says.
    @Test(
        "gives the known hashes",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ])
    func known(_ text: String, _ hash: String) {
        #expect(SHA256.hash(text).hex == hash)
    }

    @Test("does not care how its message is cut")
    func pieces() {
        var hash = SHA256()
        hash.update("ab")
        hash.update([UInt8]())
        hash.update(FixedBytes<1>(repeating: UInt8(ascii: "c")))
        #expect(hash.finish() == SHA256.hash("abc"))
    }
}
