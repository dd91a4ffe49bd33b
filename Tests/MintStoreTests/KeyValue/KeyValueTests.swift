import MintStore
import Storage
import Testing

@Suite("Store: keys and values", .serialized)
struct KeyValueTests {
    private let key = Sample.name("name")

    private func value(_ key: KeyValueName, in store: StoreFixture) async throws -> [UInt8]? {
        try await store.read { try $0.value(key) }.get()
    }

    @Test("A value is written, replaced, listed and removed", arguments: StoreEngine.allCases)
    func life(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (key, other, elsewhere) = (key, Sample.name("Other"), Sample.name("name", in: "elsewhere"))
        #expect(try await value(key, in: store) == nil)
        #expect(try await store.write { try $0.remove(key) }.get() == false)
        try await store.write { transaction in
            try transaction.write([1], key, at: 1)
            try transaction.write([2], other, at: 1)
            try transaction.write([3], elsewhere, at: 1)
            try transaction.write([4, 5], key, at: 2)
        }.get()
        #expect(try await value(key, in: store) == [4, 5])
        #expect(try await value(elsewhere, in: store) == [3])
        let names = { @Sendable (space: String) in try await store.read { try $0.names(in: space) }.get() }
        #expect(try await names("space") == ["Other", "name"], "in the order of bytes")
        #expect(try await names("elsewhere") == ["name"])
        #expect(try await names("nowhere").isEmpty)
        #expect(try await store.write { try $0.remove(key) }.get())
        #expect(try await value(key, in: store) == nil)
        #expect(try await names("space") == ["Other"])
    }

    @Test("Any bytes are a value", arguments: StoreEngine.allCases)
    func bytes(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let key = key
        let values: [[UInt8]] = [[], [0], [0xff, 0xfe, 0], Array(0...255), [UInt8](repeating: 7, count: 1 << 20)]
        for bytes in values {
            try await store.write { try $0.write(bytes, key, at: 1) }.get()
            #expect(try await value(key, in: store) == bytes)
        }
    }

    @Test("A write that expects another value writes nothing", arguments: StoreEngine.allCases)
    func compared(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let key = key
        let write = { @Sendable (value: [UInt8], expected: [UInt8]?) in
            try await store.write { try $0.write(value, key, replacing: expected, at: 1) }.get()
        }
        #expect(try await !write([1], [0]), "there is nothing")
        #expect(try await value(key, in: store) == nil)
        #expect(try await write([1], nil))
        #expect(try await !write([2], nil))
        #expect(try await !write([2], [0]))
        #expect(try await !write([2], []))
        #expect(try await value(key, in: store) == [1])
        #expect(try await write([], [1]))
        #expect(try await write([3], []))
        #expect(try await value(key, in: store) == [3])
    }

    @Test("Of many who write where nothing is, or in place of the same, one does", arguments: StoreEngine.allCases)
    func oneWinner(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 8))
        let key = key
        var expected: [UInt8]?
        for _ in 0..<4 {
            let before = expected
            let outcomes = try await concurrently(16) { number in
                try await store.write {
                    try $0.write([UInt8(number), 1], key, replacing: before, at: 1)
                }.get()
            }
            #expect(outcomes.count { $0 } == 1)
            let winner = try #require(outcomes.firstIndex(of: true))
            expected = try await value(key, in: store)
            #expect(expected == [UInt8(winner), 1])
            // The next round must tell its writers' values from this one's.
            try await store.write { try $0.write([UInt8(winner), 2], key, at: 2) }.get()
            expected = [UInt8(winner), 2]
        }
    }

    @Test(
        "A name has 1 to 120 letters, digits, hyphens and underscores",
        arguments: [
            ("a", true), ("A-z_9", true), (String(repeating: "a", count: 120), true), ("", false), ("a b", false),
            (String(repeating: "a", count: 121), false), ("a/b", false), ("é", false), ("a\u{0}", false), ("'", false),
        ])
    func names(_ text: String, _ isName: Bool) {
        #expect((KeyValueName("a", text) != nil) == isName)
        #expect((KeyValueName(text, "a") != nil) == isName)
    }

    @Test(
        "What is not known is told apart: a mint quote, a melt quote, the mint's information, a setting",
        arguments: StoreEngine.allCases)
    func unknown(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        #expect(try await store.read { try $0.knownMintQuote("a") }.unknown == .mintQuote)
        #expect(try await store.read { try $0.knownMeltQuote("a") }.unknown == .meltQuote)
        #expect(try await store.read { try $0.mintInformation() }.unknown == .mintInformation)
        for key in ["quote_ttl", "not a name", ""] {
            #expect(try await store.read { try $0.configuration(key) }.unknown == .configurationKey(key))
        }
        let key = try #require(KeyValueName.configuration("quote_ttl"))
        let (mintQuote, meltQuote) = (Sample.mintQuote("a"), Sample.meltQuote("a"))
        try await store.write { transaction in
            try transaction.insert(mintQuote)
            try transaction.insert(meltQuote)
            try transaction.write([1], .mintInformation, at: 1)
            try transaction.write([2], key, at: 1)
        }.get()
        #expect(try await store.read { try $0.knownMintQuote("a") }.get() == mintQuote)
        #expect(try await store.read { try $0.knownMeltQuote("a") }.get() == meltQuote)
        #expect(try await store.read { try $0.mintInformation() }.get() == [1])
        #expect(try await store.read { try $0.configuration("quote_ttl") }.get() == [2])
        #expect(try await store.read { try $0.configuration("other") }.unknown == .configurationKey("other"))
    }
}
