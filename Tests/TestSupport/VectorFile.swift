internal import FoundationEssentials

/// A file of `Tests/Vectors`: a JSON object with lists of cases. It remembers which cases were run, so that a test can
/// tell when one was left out:
///
///     var vectors = try VectorFile("nut02")
///     try vectors.each("v1", as: Case.self) { … }
///     #expect(vectors.missed.isEmpty)
package struct VectorFile {
    /// How many cases each list has.
    package let counts: [String: Int]
    private let data: Data
    private var ran: [String: Int] = [:]

    /// - Parameter name: of the file, without `.json`.
    package init(_ name: String) throws {
        data = try Self.contents(name)
        counts = try JSONDecoder().decode(ListCounts.self, from: data).counts
    }

    /// How many cases each list of each file should have, by the name of the file without `.json`.
    package static func manifest() throws -> [String: [String: Int]] {
        let manifest = try JSONDecoder().decode(Manifest.self, from: contents("MANIFEST"))
        let counts = manifest.files.map { (String($0.dropLast(".json".count)), $1.counts) }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// Runs `body` on every case of a list. A case counts once `body` has returned.
    package mutating func each<Case: Decodable>(
        _ list: String, as type: Case.Type, _ body: (Case) throws -> Void
    ) throws {
        for testCase in try value(list, as: [Case].self) {
            try body(testCase)
            ran[list, default: 0] += 1
        }
    }

    /// Says that these lists belong to the tests of another target.
    package mutating func leave(_ lists: String...) {
        for list in lists { ran[list] = counts[list] }
    }

    /// The lists that were not run to their end, with the number of cases that are missing.
    package var missed: [String: Int] {
        counts.merging(ran) { $0 - $1 }.filter { $0.value != 0 }
    }

    /// What stands at the top of the file under `key`.
    package func value<Value: Decodable>(_ key: String, as type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.userInfo[Member<Value>.key] = key
        return try decoder.decode(Member<Value>.self, from: data).value
    }

    private static func contents(_ name: String) throws -> Data {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: tests.appendingPathComponent("Vectors/\(name).json"))
    }
}

private struct Manifest: Decodable {
    struct File: Decodable { let counts: [String: Int] }
    let files: [String: File]
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// One member of an object, whose other members are of no interest.
private struct Member<Value: Decodable>: Decodable {
    static var key: CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: "member") else { preconditionFailure("every text is a key") }
        return key
    }

    let value: Value

    init(from decoder: any Decoder) throws {
        guard let name = decoder.userInfo[Self.key] as? String else { preconditionFailure("the caller names a member") }
        value = try decoder.container(keyedBy: AnyKey.self).decode(Value.self, forKey: AnyKey(stringValue: name))
    }
}

/// The lengths of an object's lists of objects; notes, which are texts, are no cases.
private struct ListCounts: Decodable {
    private struct AnyObject: Decodable {
        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: AnyKey.self) }
    }

    let counts: [String: Int]

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: AnyKey.self)
        var counts: [String: Int] = [:]
        for key in members.allKeys {
            guard let list = try? members.decode([AnyObject].self, forKey: key), !list.isEmpty else { continue }
            counts[key.stringValue] = list.count
        }
        self.counts = counts
    }
}
