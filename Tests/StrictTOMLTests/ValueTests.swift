import StrictTOML
import Testing

@Suite("A value")
struct ValueTests {
    private enum Size: String, CaseIterable { case small, large }

    /// What `read` makes of a file that holds nothing but this value of the key `a`.
    private func value<Value>(
        _ value: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value?
    ) throws(ConfigurationError) -> Value? {
        try ConfigurationSection.read("a = \(value)\n", directory: "/etc/mint") {
            (section) throws(ConfigurationError) in try read(&section)
        }
    }

    private func problem<Value>(
        _ value: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value?
    ) -> String? {
        let error = #expect(throws: ConfigurationError.self) { try self.value(value, read) }
        #expect(error?.key == "a")
        #expect(error?.line == 1)
        #expect(error?.kind == .content)
        return error?.problem
    }

    @Test("is nil when its key is absent")
    func absent() throws {
        try ConfigurationSection.read("", directory: "") { (section) throws(ConfigurationError) in
            #expect(try section.text("a") == nil)
            #expect(try section.path("b") == nil)
            #expect(try section.integer("c", in: 0...1) == nil)
            #expect(try section.fraction("d", in: 0...1) == nil)
            #expect(try section.choice("e", of: Size.self) == nil)
            #expect(try section.texts("f") == nil)
            #expect(try section.integers("g", in: 0...1) == nil)
        }
    }

    @Test("may be a text")
    func text() throws {
        func read(_ section: inout ConfigurationSection) throws(ConfigurationError) -> String? {
            try section.text("a")
        }
        #expect(try value(#""é \"\" ""#, read) == #"é "" "#)
        #expect(try value("''", read) == "")
        for wrong in ["1", "true", "[\"x\"]", "{}"] { #expect(problem(wrong, read) == "must be a text in quotes") }
    }

    @Test("may be an integer in a range")
    func integer() throws {
        func read(_ section: inout ConfigurationSection) throws(ConfigurationError) -> UInt64? {
            try section.integer("a", in: 2...0x7fff_ffff_ffff_ffff)
        }
        #expect(try value("2", read) == 2)
        #expect(try value("9223372036854775807", read) == 0x7fff_ffff_ffff_ffff)
        for wrong in ["1", "-2", "2.0", "\"2\"", "true"] {
            #expect(problem(wrong, read) == "must be an integer of 2 to 9223372036854775807")
        }
    }

    @Test("may be a fraction in a range")
    func fraction() throws {
        func read(_ section: inout ConfigurationSection) throws(ConfigurationError) -> Double? {
            try section.fraction("a", in: 0...1)
        }
        #expect(try value("0.25", read) == 0.25)
        #expect(try value("1", read) == 1)
        for wrong in ["1.1", "-0.1", "nan", "inf", "\"0.5\""] {
            #expect(problem(wrong, read) == "must be a number of 0.0 to 1.0")
        }
    }

    @Test("may be a choice")
    func choice() throws {
        func read(_ section: inout ConfigurationSection) throws(ConfigurationError) -> Size? {
            try section.choice("a", of: Size.self)
        }
        #expect(try value("\"large\"", read) == .large)
        for wrong in ["\"Large\"", "\"\""] { #expect(problem(wrong, read) == "must be one of \"small\", \"large\"") }
        #expect(problem("1", read) == "must be a text in quotes")
    }

    @Test("may be a list")
    func lists() throws {
        func texts(_ section: inout ConfigurationSection) throws(ConfigurationError) -> [String]? {
            try section.texts("a")
        }
        func short(_ section: inout ConfigurationSection) throws(ConfigurationError) -> [Int]? {
            try section.texts("a", of: "short texts") { $0.count < 3 ? $0.count : nil }
        }
        func integers(_ section: inout ConfigurationSection) throws(ConfigurationError) -> [UInt64]? {
            try section.integers("a", in: 0...9)
        }
        #expect(try value("[\"x\", \"\"]", texts) == ["x", ""])
        #expect(try value("[]", texts) == [])
        for wrong in ["\"x\"", "[1]", "[\"x\", 1]"] { #expect(problem(wrong, texts) == "must be a list of texts") }
        #expect(try value("[\"x\", \"yy\"]", short) == [1, 2])
        #expect(problem("[\"x\", \"yyy\"]", short) == "must be a list of short texts")
        #expect(try value("[9, 0]", integers) == [9, 0])
        for wrong in ["1", "[10]", "[-1]", "[\"1\"]"] {
            #expect(problem(wrong, integers) == "must be a list of integers of 0 to 9")
        }
    }

    @Test("may be a path, relative to the directory of the file")
    func paths() throws {
        func read(_ section: inout ConfigurationSection) throws(ConfigurationError) -> String? {
            try section.path("a")
        }
        #expect(try value("\"x/y\"", read) == "/etc/mint/x/y")
        #expect(try value("\"/x/y\"", read) == "/x/y")
        #expect(problem("\"\"", read) == "must not be empty")
        for (directory, path) in [("", "x"), ("/", "/x"), ("d/", "d/x"), ("d", "d/x")] {
            let found = try ConfigurationSection.read("a = \"x\"", directory: directory) {
                (section) throws(ConfigurationError) in try section.requiredPath("a")
            }
            #expect(found == path)
        }
    }
}
