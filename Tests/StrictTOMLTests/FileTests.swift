import Foundation
import StrictTOML
import TestSupport
import Testing

@Suite("A configuration file")
struct FileTests {
    private func error(
        _ text: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Void = known
    ) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) {
            try ConfigurationSection.read(text, directory: "") { (file) throws(ConfigurationError) in try read(&file) }
        }
    }

    /// Knows `size`, and in the section `a` the key `b` and the section `c` with the key `d`.
    private static func known(_ file: inout ConfigurationSection) throws(ConfigurationError) {
        _ = try file.integer("size", in: 1...9)
        try file.section("a") { (section) throws(ConfigurationError) in
            _ = try section.text("b")
            try section.section("c") { (inner) throws(ConfigurationError) in _ = try inner.text("d") }
        }
    }

    @Test(
        "with a key that nobody asked for is refused, and told what there is",
        arguments: [
            ("sise = 1", "f:1: sise is not known; the file has: a, size"),
            ("[a]\nb = \"\"\nbb = 1", "f:3: a.bb is not known; [a] has: b, c"),
            ("[a.c]\n[a.c.e]", "f:2: a.c.e is not known; [a.c] has: d"),
            ("[A]", "f:1: A is not known; the file has: a, size"),
        ])
    func unknown(text: String, message: String) {
        #expect(error(text)?.message(file: "f") == message)
    }

    @Test(
        "with a wrong value names the line, however the key is written",
        arguments: [
            ("size = 0", "size", 1), ("\n# size = 0\n  size=0", "size", 3), ("\"size\" = 0", "size", 1),
            ("size = 1\r\n[a]\r\nb = 1\r\n", "a.b", 3), ("[ a ] # first\n'b' = 1", "a.b", 2), ("a . b = 1", "a.b", 1),
            ("[a]\nc.d = 1", "a.c.d", 2), ("[a]\nb = \"d = 1\"\n[a.c]\nd = 1", "a.c.d", 4), ("a = 1", "a", 1),
            ("[[a]]", "a", 1), ("[a]\nc = 1", "a.c", 2),
        ])
    func line(text: String, key: String, line: Int) {
        let error = error(text)
        #expect(error?.key == key)
        #expect(error?.line == line)
    }

    @Test("names no line that it does not find")
    func noLine() {
        #expect(error("a = { b = 1 }")?.message(file: "f") == "f: a.b must be a text in quotes")
        let missing = error("[a]") { (file) throws(ConfigurationError) in
            try file.section("a") { (section) throws(ConfigurationError) in _ = try section.requiredPath("b") }
        }
        #expect(missing?.message(file: "f") == "f: a.b is missing")
    }

    @Test(
        "that is no TOML says where",
        arguments: [("[info", 1), ("size = 1\nb = ", 2), ("size = 1\nsize = 2", 2), ("\n[a]\n[a]", 3)])
    func syntax(text: String, line: Int) {
        let error = error(text)
        #expect(error?.line == line)
        #expect(error?.problem.hasPrefix("is no TOML: ") == true)
        #expect(error?.kind == .content)
    }

    @Test("is not read as if it ended at a byte of zero")
    func zero() {
        #expect(error("size = 1\n\0[unknown]")?.problem == "holds a byte of zero")
    }

    @Test("is read from where it is, and its paths begin there")
    func file() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "some.toml")
        try Data("a = \"b\"".utf8).write(to: URL(fileURLWithPath: path))
        let found = try ConfigurationSection.read(file: path) { (file) throws(ConfigurationError) in
            try file.requiredPath("a")
        }
        #expect(found == directory.path(of: "b"))
    }

    @Test("that cannot be read says why")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        let binary = directory.path(of: "binary")
        try Data([0x61, 0xff]).write(to: URL(fileURLWithPath: binary))
        let files: [(path: String, kind: ConfigurationError.Kind)] = [
            (directory.path(of: "absent"), .absent), (directory.path, .unreadable), (binary, .content),
        ]
        for file in files {
            let error = #expect(throws: ConfigurationError.self) {
                try ConfigurationSection.read(file: file.path) { (_) throws(ConfigurationError) in }
            }
            #expect(error?.kind == file.kind)
            #expect(error?.key == "")
        }
    }
}
