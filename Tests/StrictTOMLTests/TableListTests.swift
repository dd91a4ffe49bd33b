import StrictTOML
import Testing

@Suite("A list of tables")
struct TableListTests {
    private func read(_ text: String) throws(ConfigurationError) -> [UInt64?] {
        try ConfigurationSection.read(text, directory: "/etc/mint") { (file) throws(ConfigurationError) in
            try file.sections("a") { (section) throws(ConfigurationError) in try section.integer("b", in: 0...9) }
        }
    }

    @Test("is read in its order, and one table is a list of one")
    func tables() throws {
        #expect(try read("[[a]]\nb = 1\n[[a]]\n[[a]]\nb = 3") == [1, nil, 3])
        #expect(try read("a = [{ b = 1 }, { b = 2 }]") == [1, 2])
        #expect(try read("[a]\nb = 4") == [4])
        #expect(try read("[a]") == [nil])
        #expect(try read("") == [])
    }

    @Test("has an error in the table where it is, by its number")
    func errors() {
        for (text, key) in [
            ("[[a]]\nb = 1\n[[a]]\nb = 10", "a[2].b"), ("[[a]]\nc = 1", "a[1].c"), ("[a]\nb = 10", "a.b"),
            ("a = 1", "a"), ("a = []", "a"), ("a = [{ b = 1 }, 2]", "a"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try self.read(text) }
            #expect(error?.key == key, "\(text)")
        }
    }
}
