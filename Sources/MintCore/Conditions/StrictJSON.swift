struct MalformedJSON: Error, Sendable {}

/// Reads strict JSON from left to right. The bytes are UTF-8: those of a `Secret` or of a `String`, and few.
struct StrictJSON {
    static let maximumDepth = 8

    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func document(_ bytes: [UInt8]) throws(MalformedJSON) -> JSONValue {
        var reader = StrictJSON(bytes)
        let value = try reader.value(depth: 0)
        guard reader.next() == nil else { throw MalformedJSON() }
        return value
    }

    /// The next byte that is no white space; stays in front of it. `nil` at the end.
    mutating func next() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    mutating func takes(_ character: UInt8) -> Bool {
        guard next() == character else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(MalformedJSON) -> JSONValue {
        switch next() {
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "t"): return try word("true", .boolean)
        case UInt8(ascii: "f"): return try word("false", .boolean)
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func array(depth: Int) throws(MalformedJSON) -> [JSONValue] {
        guard depth <= Self.maximumDepth, takes(UInt8(ascii: "[")) else { throw MalformedJSON() }
        if takes(UInt8(ascii: "]")) { return [] }
        var elements = [try value(depth: depth)]
        while takes(UInt8(ascii: ",")) { elements.append(try value(depth: depth)) }
        guard takes(UInt8(ascii: "]")) else { throw MalformedJSON() }
        return elements
    }

    private mutating func object(depth: Int) throws(MalformedJSON) -> [JSONValue.Member] {
        guard depth <= Self.maximumDepth, takes(UInt8(ascii: "{")) else { throw MalformedJSON() }
        if takes(UInt8(ascii: "}")) { return [] }
        var members: [JSONValue.Member] = []
        var names: Set<[UInt8]> = []
        repeat {
            let name = try text()
            guard names.insert(name).inserted, takes(UInt8(ascii: ":")) else { throw MalformedJSON() }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth)))
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "}")) else { throw MalformedJSON() }
        return members
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(MalformedJSON) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw MalformedJSON() }
        position += word.utf8.count
        return value
    }

    /// A run of what numbers are written with. Nothing reads one, so what it says does not matter.
    private mutating func number() throws(MalformedJSON) -> JSONValue {
        let start = position
        while position < bytes.count, "+-.0123456789Ee".utf8.contains(bytes[position]) { position += 1 }
        guard position > start else { throw MalformedJSON() }
        return .number
    }
}
