import Testing

@testable import MintCore

@Suite("The JSON of conditions")
struct JSONValueTests {
    private func read(_ text: String) -> JSONValue? { JSONValue(document: Array(text.utf8)) }

    @Test("Texts are bytes, their escapes resolved")
    func texts() {
        #expect(read(#""""#) == .text([]))
        #expect(read(#" "a\"\\\/\b\f\n\r\t" "#)?.text == Array("a\"\\/\u{8}\u{c}\n\r\t".utf8))
        #expect(read(#""\u00e9\u20AC\ud83d\uDE00""#)?.text == Array("é€😀".utf8))
        #expect(read("\"é\"") != read("\"e\u{301}\""), "canonically equal, and different")
    }

    @Test("Members are found by their bytes, and null is none")
    func members() {
        let object = read(#"{"a":"1","b":null,"c":[true,false,null,-1.5e+3],"d":{}}"#)
        #expect(object?["a"]?.text == Array("1".utf8))
        #expect(object?["b"] == nil)
        #expect(object?["c"]?.elements == [.boolean, .boolean, .null, .number])
        #expect(object?["d"] == .object([]))
        #expect(object?["e"] == nil)
        #expect(read("[]")?["a"] == nil)
        #expect(read("[]")?.elements == [])
        #expect(read("[]")?.text == nil)
        #expect(read("\"\"")?.elements == nil)
    }

    @Test(
        "What is no strict JSON is not read",
        arguments: [
            "", " ", "x", "tru", "nul", "'a'", "\"", "\"a", "\"\\", "\"\\u", "\"\\u00", "\"\\u00g0\"", "\"\\x\"",
            "\"\n\"",
            "\"\u{0}\"", #""\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#, #""\ude00""#, #""\ud83d\u""#,
            "[",
            "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "[}", "{", "{]", "{1:2}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
            "{\"a\":1 \"b\":2}", "{,}", "{\"a\":1,\"a\":1}", #"{"a":1,"\u0061":1}"#, "[]x", "[][]", "\u{feff}[]",
            "[]\u{a0}",
        ])
    func refused(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test("Levels are counted")
    func depth() {
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(read(nested(StrictJSON.maximumDepth)) != nil)
        #expect(read(nested(StrictJSON.maximumDepth + 1)) == nil)
        #expect(read(String(repeating: "[", count: 1_000)) == nil)
        #expect(read(String(repeating: "{\"a\":", count: 1_000)) == nil)
    }
}
