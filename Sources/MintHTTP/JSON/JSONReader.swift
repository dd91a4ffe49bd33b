internal import Cashu

/// Reads one JSON document (RFC 8259) from left to right, into whatever its caller asks for.
///
/// There is no tree and no second pass, and what is unknown is read past by the same rules as what is wanted, so a
/// document is either read by these rules or refused:
/// - UTF-8 without a byte order mark, and nothing but white space after the value;
/// - no member name twice in an object, however it is escaped; no trailing comma; no lone surrogate;
/// - an integer is digits: no sign, no point, no exponent, no leading zero, and it fits `UInt64`;
/// - at most `maximumDepth` objects and arrays inside each other, at most `maximumMembers` members in an object, at most
///   `maximumNameBytes` in the name of one.
///
/// A member that is `null` is absent, and one that is not asked for is skipped. Every refusal is a `NUTError` that
/// quotes nothing of the document.
struct JSONReader {
    static let maximumDepth = 16
    static let maximumMembers = 64
    static let maximumNameBytes = 256

    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    /// The names seen so far in every open object, the innermost last.
    private var names: [JSONText] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the whole document with `read`.
    static func read<Value>(
        _ bytes: [UInt8], _ read: (inout JSONReader) throws(NUTError) -> Value
    ) throws(NUTError) -> Value {
        var reader = JSONReader(bytes)
        guard (try? UTF8Span(validating: bytes.span)) != nil else { throw reader.refusal("the body is not UTF-8") }
        let value = try read(&reader)
        guard reader.next() == nil else { throw reader.refusal("something follows the value") }
        return value
    }

    /// Hands every member that `Member` has a case for to `read`, which must read its value.
    mutating func object<Member: RawRepresentable<String>>(
        _ members: Member.Type, _ read: (inout JSONReader, Member) throws(NUTError) -> Void
    ) throws(NUTError) {
        try enter(UInt8(ascii: "{"), "an object")
        let first = names.count
        var isEmpty = true
        while try !leaves(UInt8(ascii: "}"), isEmpty: isEmpty) {
            isEmpty = false
            let name = try memberName(after: first)
            try expect(UInt8(ascii: ":"))
            if try skipNull() { continue }
            if let member = Member(rawValue: string(name)) {
                try read(&self, member)
            } else {
                try skip()
            }
        }
        names.removeSubrange(first...)
    }

    /// - Parameter tooMany: the refusal of more than `limit` elements.
    mutating func array<Element>(
        atMost limit: Int, orRefuse tooMany: NUTError, _ element: (inout JSONReader) throws(NUTError) -> Element
    ) throws(NUTError) -> [Element] {
        var elements: [Element] = []
        try enter(UInt8(ascii: "["), "an array")
        while try !leaves(UInt8(ascii: "]"), isEmpty: elements.isEmpty) {
            guard elements.count < limit else { throw tooMany }
            elements.append(try element(&self))
        }
        return elements
    }

    /// Reads past a value of any kind.
    mutating func skip() throws(NUTError) {
        switch next() {
        case UInt8(ascii: "{"):
            try object(UnknownMember.self) { (_, _) throws(NUTError) in }
        case UInt8(ascii: "["):
            try enter(UInt8(ascii: "["), "an array")
            var isEmpty = true
            while try !leaves(UInt8(ascii: "]"), isEmpty: isEmpty) {
                isEmpty = false
                try skip()
            }
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try skipNumber()
        }
    }

    mutating func skipNull() throws(NUTError) -> Bool {
        guard next() == UInt8(ascii: "n") else { return false }
        try word("null")
        return true
    }

    private mutating func memberName(after first: Int) throws(NUTError) -> JSONText {
        let name = try text()
        // Names are compared with each other, so they cannot be long.
        guard name.range.count <= Self.maximumNameBytes else {
            throw refusal("a member's name has more than \(Self.maximumNameBytes) bytes")
        }
        guard names.count - first < Self.maximumMembers else {
            throw refusal("an object has more than \(Self.maximumMembers) members")
        }
        for known in names[first...] where isSame(known, name) { throw refusal("an object has a member twice") }
        names.append(name)
        return name
    }

    private mutating func enter(_ bracket: UInt8, _ kind: String) throws(NUTError) {
        guard next() == bracket else { throw refusal("\(kind) is expected") }
        guard depth < Self.maximumDepth else { throw refusal("more than \(Self.maximumDepth) levels") }
        position += 1
        depth += 1
    }

    /// Takes the closing bracket, or the comma that must stand before every value but the first.
    private mutating func leaves(_ bracket: UInt8, isEmpty: Bool) throws(NUTError) -> Bool {
        if next() == bracket {
            position += 1
            depth -= 1
            return true
        }
        if !isEmpty { try expect(UInt8(ascii: ",")) }
        return false
    }
}

/// No member has this name, so all are skipped.
private struct UnknownMember: RawRepresentable {
    var rawValue: String { "" }
    init?(rawValue: String) { nil }
}
