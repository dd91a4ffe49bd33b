import Cashu
import CashuCrypto
import Foundation
import TestSupport
import Testing

@testable import MintHTTP

@Suite("A blind token in a header")
struct BlindTokenTests {
    struct Case: Decodable, CustomTestStringConvertible {
        struct Proof: Decodable {
            let id: String
            let secret: String
            let signature: String

            enum CodingKeys: String, CodingKey {
                case id, secret
                case signature = "C"
            }
        }

        let name: String
        let proof: Proof
        let nutshell: String
        let padded: String
        let unpadded: String

        enum CodingKeys: String, CodingKey {
            case name
            case proof = "auth_proof"
            case nutshell = "header_nutshell"
            case padded = "header_minimal_padded"
            case unpadded = "header_minimal_unpadded"
        }

        var testDescription: String { name }
    }

    private static func cases() throws -> [Case] {
        var cases: [Case] = []
        var file = try VectorFile("extra-nut22-bat")
        try file.each("cases", as: Case.self) { cases.append($0) }
        return cases
    }

    @Test("of the test vectors is read, with padding and without", arguments: try cases())
    func vectors(vector: Case) throws {
        for text in [vector.nutshell, vector.padded, vector.unpadded] {
            let token = try #require(BlindToken(text))
            #expect(token.keysetID.hex == vector.proof.id)
            #expect(token.secret.text == vector.proof.secret)
            #expect(token.signature.hex == vector.proof.signature)
        }
    }

    @Test("is read with members that nobody knows, and is nothing without those that it needs")
    func members() throws {
        let point = PublicKey.generator.hex
        func header(_ json: String) -> String { "authA" + Data(json.utf8).base64EncodedString() }
        let good = #"{"id":"000e479673849bf6","secret":"s","C":"\#(point)","amount":1,"dleq":{"e":"0"}}"#
        #expect(BlindToken(header(good)) != nil)
        let long = String(repeating: "s", count: Secret.maximumBytes + 1)
        for bad in [
            "", "authA", "authB" + header(good).dropFirst(5), "cashuA" + header(good).dropFirst(5), header("{}"),
            header(good + "x"), header(#"{"id":"000e479673849bf6","secret":"s"}"#),
            header(good.replacing(point, with: "02")),
            header(good.replacing(#""s""#, with: #""""#)), header(good.replacing(#""s""#, with: "\"\(long)\"")),
            header(good) + "*", header(good) + "====", "authA=" + header(good).dropFirst(5),
        ] {
            #expect(BlindToken(bad) == nil, "\(bad)")
        }
    }
}
