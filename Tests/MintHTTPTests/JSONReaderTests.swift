import Cashu
import Testing

@testable import MintHTTP

@Suite("A JSON document")
struct JSONReaderTests {
    /// What every test reads into: all kinds of values, and room for unknown ones.
    private enum Member: String { case number, text, flag, list, object }

    private struct Document: Equatable {
        var number: UInt64?
        var text: String?
        var flag: Bool?
        var list: [UInt64]?
        var object: String?
    }

    private enum Inner: String { case text }

    private func read(_ text: String) throws(NUTError) -> Document { try read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) throws(NUTError) -> Document {
        var document = Document()
        let tooMany = NUTError(.maximumInputsExceeded, "more than 3")
        try JSONReader.read(bytes) { (reader) throws(NUTError) in
            try reader.object(Member.self) { (reader, member) throws(NUTError) in
                switch member {
                case .number: document.number = try reader.unsignedInteger("number")
                case .text: document.text = try reader.string("text", atMost: 64)
                case .flag: document.flag = try reader.boolean("flag")
                case .list:
                    document.list = try reader.array(atMost: 3, orRefuse: tooMany) { (reader) throws(NUTError) in
                        try reader.unsignedInteger("list")
                    }
                case .object:
                    try reader.object(Inner.self) { (reader, _) throws(NUTError) in
                        document.object = try reader.string("text", atMost: 64)
                    }
                }
            }
        }
        return document
    }

    @Test("is read whatever its order and white space")
    func order() throws {
        let expected = Document(number: 7, text: "a", flag: true, list: [1, 2], object: "b")
        #expect(try read(#"{"number":7,"text":"a","flag":true,"list":[1,2],"object":{"text":"b"}}"#) == expected)
        #expect(
            try read(
                "\n{ \"object\" : {\"text\":\"b\"} ,\t\"flag\":true,\r\n\"list\":[ 1 , 2 ],\"text\":\"a\",\"number\":7} "
            )
                == expected)
    }

    @Test("may have members nobody wants, of every kind, and null is absent")
    func unknown() throws {
        let text = """
            {"x":{"a":[{},[],[[1,-2.5e+7,0.1E2,-0]],"\\u00e9",true,false,null]},"number":null,"list":[],"y":-1.5,\
            "text":"z"}
            """
        #expect(try read(text) == Document(text: "z", list: []))
        #expect(try read("{}") == Document())
    }

    @Test("holds every amount exactly", arguments: [0, 1, 9_007_199_254_740_993, 1 << 63, UInt64.max])
    func exact(amount: UInt64) throws {
        #expect(try read("{\"number\":\(amount)}").number == amount)
    }

    @Test(
        "refuses what is no integer of 64 bits",
        arguments: [
            "-1", "-0", "1.0", "1e2", "1E2", "1.5", "01", "00", "18446744073709551616", "99999999999999999999",
            "\"1\"", "true", "[1]", "{}", "+1", ".5", "1.", "1e", "0x10", "NaN", "Infinity", "1_000", "１",
        ])
    func noInteger(text: String) {
        #expect(throws: NUTError.self) { try read("{\"number\":\(text)}") }
    }

    @Test(
        "refuses what is no JSON, also where nobody looks",
        arguments: [
            "", " ", "{", "}", "[]", "null", "1", "\"a\"", "{}{}", "{} x", "{,}", "{\"number\":1,}", "{\"list\":[1,]}",
            "{\"list\":[,1]}", "{\"list\":[1 2]}", "{\"list\":[1}", "{\"number\" 1}", "{\"number\"}", "{number:1}",
            "{'number':1}", "{\"number\":}", "{\"flag\":tru}", "{\"flag\":TRUE}", "{\"flag\":1}", "{\"x\":nul}",
            "{\"x\":[1,]}", "{\"x\":{\"a\":1,}}", "{\"x\":01}", "{\"x\":1.}", "{\"x\":-}", "{\"x\":1e}",
            "{\"x\":\"\\q\"}",
            "{\"x\":\"\\u12\"}", "{\"x\":\"\\u12g4\"}", "{\"x\":\"a", "{\"x\":\"\\", "{\"x\":\"\\u",
            "{\"x\":\"\u{1}\"}",
            "{\"text\":\"a\nb\"}", "/* */{}", "{\"x\":1 // y\n}", "{\"text\":\"\\ud800\"}",
            "{\"text\":\"\\ud800\\u0041\"}",
            "{\"text\":\"\\udc00\"}", "{\"text\":\"\\ud800\\ud800\"}", "{\"x\":undefined}", "{\"x\":NaN}",
            "{\"x\":{\"a\":1,\"a\":2}}",
        ])
    func malformed(text: String) {
        #expect(throws: NUTError.self) { try read(text) }
    }

    @Test("refuses a member twice, also escaped and also if null")
    func twice() {
        for text in [
            #"{"number":1,"number":1}"#, #"{"number":1,"number":null}"#, #"{"number":1,"\u006eumber":2}"#,
            #"{"x":1,"x":2}"#, #"{"é":1,"\u00e9":2}"#, #"{"x\/":1,"x/":2}"#,
        ] {
            #expect(throws: NUTError.self, "\(text)") { try read(text) }
        }
        // Bytes differ although Unicode calls them equivalent, and other objects have names of their own.
        #expect(throws: Never.self) { try read("{\"e\u{301}\":1,\"\u{e9}\":2,\"x\":{\"number\":1},\"number\":2}") }
    }

    @Test("knows a wanted member by its text, however that is escaped")
    func escapedName() throws {
        #expect(try read(#"{"\u006eumber":3}"#).number == 3)
    }

    @Test("refuses what is not UTF-8, and a byte order mark")
    func encoding() {
        let json = Array(#"{"text":"a"}"#.utf8)
        #expect(throws: NUTError.self) { try read([0xef, 0xbb, 0xbf] + json) }
        #expect(throws: NUTError.self) { try read(json.flatMap { [$0, 0] }) }
        #expect(throws: NUTError.self) { try read([0xff, 0xfe] + json.flatMap { [$0, 0] }) }
        for bytes: [UInt8] in [[0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]] {
            #expect(throws: NUTError.self) { try read(Array(#"{"x":""#.utf8) + bytes + Array(#""}"#.utf8)) }
        }
    }

    @Test("decodes every escape to its UTF-8")
    func escapes() throws {
        #expect(
            try read(#"{"text":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00"}"#).text
                == "\"\\/\u{8}\u{c}\n\r\tAé€😀")
        #expect(try read(#"{"text":"\u0000"}"#).text == "\0")
        #expect(try read("{\"text\":\"é€😀\u{7f}\"}").text == "é€😀\u{7f}")
    }

    @Test("measures a text in its decoded bytes")
    func length() throws {
        #expect(try read("{\"text\":\"\(String(repeating: "a", count: 64))\"}").text?.count == 64)
        #expect(try read("{\"text\":\"\(String(repeating: "\\u0061", count: 64))\"}").text?.count == 64)
        #expect(throws: NUTError.self) { try read("{\"text\":\"\(String(repeating: "a", count: 65))\"}") }
        #expect(throws: NUTError.self) { try read("{\"text\":\"\(String(repeating: "é", count: 33))\"}") }
    }

    @Test("may nest 16 levels deep and not one more", arguments: ["[", "{\"a\":"])
    func depth(open: String) throws {
        func nested(_ levels: Int) -> String {
            "{\"x\":" + String(repeating: open, count: levels) + "1"
                + String(repeating: open == "[" ? "]" : "}", count: levels) + "}"
        }
        #expect(throws: Never.self) { try read(nested(JSONReader.maximumDepth - 1)) }
        #expect(throws: NUTError.self) { try read(nested(JSONReader.maximumDepth)) }
        #expect(throws: NUTError.self) { try read(String(repeating: open, count: 200_000)) }
    }

    @Test("may have 64 members in an object and not one more")
    func members() throws {
        func object(_ count: Int) -> String {
            "{" + (0..<count).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(throws: Never.self) { try read(object(JSONReader.maximumMembers)) }
        #expect(throws: NUTError.self) { try read(object(JSONReader.maximumMembers + 1)) }
    }

    @Test("may have names of 256 bytes and not one more: all names of an object are compared with each other")
    func names() throws {
        func object(_ length: Int) -> String { "{\"\(String(repeating: "n", count: length))\":0}" }
        #expect(throws: Never.self) { try read(object(JSONReader.maximumNameBytes)) }
        #expect(throws: NUTError.self) { try read(object(JSONReader.maximumNameBytes + 1)) }
    }

    @Test("with too long a list is refused with the list's own code")
    func list() throws {
        #expect(try read(#"{"list":[1,2,3]}"#).list == [1, 2, 3])
        let error = #expect(throws: NUTError.self) { try read(#"{"list":[1,2,3,4]}"#) }
        #expect(error?.code == .maximumInputsExceeded)
    }

    @Test("is not quoted by a refusal")
    func silence() {
        for text in ["{\"text\":\"hunter2\n\"}", "{\"number\":\"hunter2\"}", "{\"hunter2\":1,\"hunter2\":2}"] {
            let error = #expect(throws: NUTError.self) { try read(text) }
            #expect(error?.detail.contains("hunter2") == false)
            #expect(error?.code == .malformedRequest)
        }
    }
}
