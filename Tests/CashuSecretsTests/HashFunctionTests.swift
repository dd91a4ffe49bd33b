import CashuCrypto
import Testing

@testable import CashuSecrets

@Suite("HMAC and PBKDF2")
struct HashFunctionTests {
    struct Authenticated: Sendable {
        let key: [UInt8]
        let message: [UInt8]
        let sha256: String
        let sha512: String
    }

    /// RFC 4231, test cases 1, 2, 3 and 6.
    static let authenticated = [
        Authenticated(
            key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            sha256: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            sha512: "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"),
        Authenticated(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            sha256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            sha512: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
        Authenticated(
            key: [UInt8](repeating: 0xaa, count: 20), message: [UInt8](repeating: 0xdd, count: 50),
            sha256: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            sha512: "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"),
        Authenticated(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            sha256: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            sha512: "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"),
    ]

    @Test("authenticate as RFC 4231 says", arguments: authenticated)
    func hmac(_ vector: Authenticated) {
        var sha256 = [UInt8](repeating: 0, count: 32)
        var sha512 = [UInt8](repeating: 0, count: 64)
        unsafe vector.key.withUnsafeBytes { key in
            unsafe vector.message.withUnsafeBytes { message in
                unsafe HMAC.sha256(key: key, message: message, into: &sha256)
                unsafe HMAC.sha512(key: key, message: message, into: &sha512)
            }
        }
        #expect(Hex.encode(sha256) == vector.sha256)
        #expect(Hex.encode(sha512) == vector.sha512)
    }

    struct Stretched: Sendable {
        let password: String
        let salt: String
        let rounds: Int
        let key: String
    }

    /// Python's `hashlib.pbkdf2_hmac("sha512", …)`.
    static let stretched = [
        Stretched(
            password: "password", salt: "salt", rounds: 1,
            key: "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
                + "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"),
        Stretched(
            password: "password", salt: "salt", rounds: 2,
            key: "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
                + "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e"),
        Stretched(
            password: "password", salt: "salt", rounds: 4_096,
            key: "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
                + "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5"),
        // A password longer than the hash's block.
        Stretched(
            password: String(repeating: "p", count: 200), salt: "mnemonic", rounds: 2_048,
            key: "641732d7a4296118ccbfff46023a5c74a147976d6efacdc5d1f92464a89e2b9a"
                + "81fb82b4a433e9660110651db31eefff7a98f6eb0964f0bc269019ba23879559"),
    ]

    @Test("stretch passwords as hashlib does", arguments: stretched)
    func pbkdf2(_ vector: Stretched) {
        var key = [UInt8](repeating: 0, count: 64)
        unsafe Array(vector.password.utf8).withUnsafeBufferPointer { password in
            unsafe PBKDF2.sha512(
                password: password, salt: Array(vector.salt.utf8), rounds: vector.rounds, into: &key)
        }
        #expect(Hex.encode(key) == vector.key)
    }
}
