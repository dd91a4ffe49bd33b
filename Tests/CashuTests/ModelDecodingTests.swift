import Cashu
import CashuCrypto
import FoundationEssentials
import Testing

@Suite("The JSON of NUT-00")
struct ModelDecodingTests {
    static let point = "02a9acc1e48c25eeeb9289b5031cc57da9fe72f3fe2861d264bdc074209b107ba2"
    static let id = "009a1f293253e41e"
    static let scalar = "9818e061ee51d5c8edc3342369a554998ff7b4381c8652d724cdf46429be73d9"

    private static func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }

    private static func output(amount: String = "8", id: String = id, point: String = point) -> String {
        #"{"amount":\#(amount),"id":"\#(id)","B_":"\#(point)"}"#
    }

    private static func input(secret: String, witness: String = "null") -> String {
        #"{"amount":8,"id":"\#(id)","secret":\#(secret),"C":"\#(point)","witness":\#(witness)}"#
    }

    @Test("has amounts of the whole of UInt64", arguments: [0, 1, 1 << 53, (1 << 53) + 1, 1 << 63, .max] as [UInt64])
    func amounts(_ amount: UInt64) throws {
        let output = try Self.decode(BlindedMessage.self, Self.output(amount: "\(amount)"))
        #expect(output.amount == amount)
        #expect(try Self.decode(BlindedMessage.self, Self.encode(output)) == output)
    }

    @Test(
        "has no other amounts",
        arguments: [
            "-1", "-0.5", "1.5", "0.1", "18446744073709551616", "1e20", "1e400", "null", "true", "\"8\"", "[]", "{}",
            "", "08", "0x8", "+8", "NaN", "9007199254740993.5", "18446744073709551615.1", "18446744073709551614.9999",
        ])
    func badAmounts(_ amount: String) {
        #expect(throws: (any Error).self) { try Self.decode(BlindedMessage.self, Self.output(amount: amount)) }
    }

    @Test("has integers also when they are written with a point or an exponent", arguments: ["8.0", "8e0", "0.8e1"])
    func spelledOutAmounts(_ amount: String) throws {
        #expect(try Self.decode(BlindedMessage.self, Self.output(amount: amount)).amount == 8)
    }

    @Test("has hex of either case")
    func upperCase() throws {
        let output = try Self.decode(
            BlindedMessage.self, Self.output(id: Self.id.uppercased(), point: Self.point.uppercased()))
        #expect(output == (try Self.decode(BlindedMessage.self, Self.output())))
        #expect(try Self.encode(output).contains(Self.point))
    }

    @Test(
        "has points of 33 bytes on the curve",
        arguments: [
            "", "02", "0", "\(point.dropLast())", "\(point.dropLast(2))", "\(point)00", "\(point)0", " \(point)",
            "\(point.dropLast())g", "04\(point.dropFirst(2))", "00\(point.dropFirst(2))",
            "020000000000000000000000000000000000000000000000000000000000000005",
            "02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ])
    func badPoints(_ point: String) {
        #expect(throws: InvalidField.self) { try Self.decode(BlindedMessage.self, Self.output(point: point)) }
    }

    @Test("has ids of a known version", arguments: ["", "00", "029a1f293253e41e", "009a1f293253e41", "xyz"])
    func badIDs(_ id: String) {
        #expect(throws: InvalidField.self) { try Self.decode(BlindedMessage.self, Self.output(id: id)) }
    }

    @Test("has every field that is not optional", arguments: ["amount", "id", "B_"])
    func missingFields(_ field: String) {
        let json = Self.output().replacing("\"\(field)\"", with: "\"other\"")
        #expect(throws: DecodingError.self) { try Self.decode(BlindedMessage.self, json) }
    }

    @Test("may have fields that nobody knows")
    func unknownFields() throws {
        let json = #"{"p2pk_e":"02","dleq":{"e":1},"# + Self.output().dropFirst()
        #expect(try Self.decode(BlindedMessage.self, json).amount == 8)
    }

    @Test("keeps the bytes of a secret, however they are written")
    func secrets() throws {
        let composed = try Self.decode(Proof.self, Self.input(secret: #""caf\u00e9""#))
        let decomposed = try Self.decode(Proof.self, Self.input(secret: #""cafe\u0301""#))
        #expect(composed.secret.bytes == Array("caf".utf8) + [0xc3, 0xa9])
        #expect(decomposed.secret.bytes == Array("cafe".utf8) + [0xcc, 0x81])
        #expect(try Self.decode(Proof.self, Self.encode(decomposed)) == decomposed)
        #expect(try Self.decode(Proof.self, Self.input(secret: #""🥜""#)).secret.bytes == [0xf0, 0x9f, 0xa5, 0x9c])
    }

    @Test("has secrets of 1 to 1024 bytes and witnesses of no more")
    func lengths() throws {
        let longest = "\"\(String(repeating: "a", count: 1_024))\""
        let tooLong = "\"\(String(repeating: "a", count: 1_025))\""
        #expect(try Self.decode(Proof.self, Self.input(secret: longest, witness: longest)).witness?.count == 1_024)
        for json in [
            Self.input(secret: "\"\""), Self.input(secret: tooLong), Self.input(secret: "\"a\"", witness: tooLong),
        ] {
            #expect(throws: InvalidField.self) { try Self.decode(Proof.self, json) }
        }
        for json in [Self.input(secret: "null"), Self.input(secret: "1"), Self.input(secret: #""\ud83e""#)] {
            #expect(throws: DecodingError.self) { try Self.decode(Proof.self, json) }
        }
    }

    @Test("treats null as absent")
    func nulls() throws {
        let bare = #"{"amount":8,"id":"\#(Self.id)","C_":"\#(Self.point)"}"#
        let null = #"{"amount":8,"id":"\#(Self.id)","C_":"\#(Self.point)","dleq":null}"#
        #expect(try Self.decode(BlindSignature.self, bare).proof == nil)
        #expect(try Self.decode(BlindSignature.self, null).proof == nil)
        #expect(try !Self.encode(Self.decode(BlindSignature.self, null)).contains("dleq"))
        #expect(try Self.decode(Proof.self, Self.input(secret: "\"a\"")).witness == nil)
    }

    @Test("has DLEQ proofs of two numbers of 32 bytes")
    func dleq() throws {
        func signature(_ dleq: String) -> String {
            #"{"amount":8,"id":"\#(Self.id)","C_":"\#(Self.point)","dleq":\#(dleq)}"#
        }
        let whole = try Self.decode(
            BlindSignature.self, signature(#"{"e":"\#(Self.scalar)","s":"\#(Self.scalar)","r":"ignored"}"#))
        #expect(whole.proof?.e.hex == Self.scalar)
        #expect(try Self.decode(BlindSignature.self, Self.encode(whole)) == whole)
        for bad in [#"{"e":"\#(Self.scalar)"}"#, #"{"e":"\#(Self.scalar)","s":"00"}"#, "[]", "\"\"", "{}"] {
            #expect(throws: (any Error).self) { try Self.decode(BlindSignature.self, signature(bad)) }
        }
    }

    private static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}
