/// Reads from CBOR (RFC 8949) exactly what tokens and payment requests need: maps with text keys, arrays, text, bytes,
/// booleans and unsigned integers of up to 64 bits. Anything else can be skipped. Lengths are checked against what is
/// left before they are used.
struct CBORDecoder {
    /// A token needs 5; what is skipped may nest a little more.
    private static let maximumDepth = 16

    private enum Kind: UInt8 {
        case unsigned = 0
        case negative, bytes, text, array, map, tag, simple
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func unsigned() throws(CBORError) -> UInt64 { try head(.unsigned) }

    mutating func bytes() throws(CBORError) -> [UInt8] { Array(try take(head(.bytes))) }

    mutating func text() throws(CBORError) -> String {
        guard let text = String(validating: try take(head(.text)), as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    /// Calls `body` for each element, which it must read or skip.
    mutating func array<E: Error>(
        _ failure: (CBORError) -> E, _ body: (inout CBORDecoder) throws(E) -> Void
    ) throws(E) {
        let count = try wrapped(failure) { (decoder) throws(CBORError) in try decoder.count(.array, itemsEach: 1) }
        for _ in 0..<count { try body(&self) }
    }

    /// Calls `body` with each key that is text; it must read or skip the value. Members with other keys are skipped.
    mutating func map<E: Error>(
        _ failure: (CBORError) -> E, _ body: (String, inout CBORDecoder) throws(E) -> Void
    ) throws(E) {
        let count = try wrapped(failure) { (decoder) throws(CBORError) in try decoder.count(.map, itemsEach: 2) }
        for _ in 0..<count {
            let key = try wrapped(failure) { (decoder) throws(CBORError) in try decoder.key() }
            if let key {
                try body(key, &self)
            } else {
                try wrapped(failure) { (decoder) throws(CBORError) in try decoder.skip() }
            }
        }
    }

    mutating func boolean() throws(CBORError) -> Bool {
        switch try head(.simple) {
        case 20: return false
        case 21: return true
        default: throw .unexpectedKind
        }
    }

    /// Whether null or undefined comes next; it is then passed over.
    mutating func isNothing() -> Bool {
        guard let first = rest.first, first == 0xf6 || first == 0xf7 else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Passes over one item of any kind.
    mutating func skip() throws(CBORError) { try skip(depth: 0) }

    func finish() throws(CBORError) {
        guard rest.isEmpty else { throw .trailingBytes }
    }

    private mutating func key() throws(CBORError) -> String? {
        guard let first = rest.first else { throw .truncated }
        guard first >> 5 == Kind.text.rawValue else {
            try skip()
            return nil
        }
        return try text()
    }

    private mutating func skip(depth: Int) throws(CBORError) {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        let (kind, argument) = try head()
        switch kind {
        case .unsigned, .negative, .simple: break
        case .bytes, .text: _ = try take(argument)
        case .tag: try skip(depth: depth + 1)
        case .array: for _ in 0..<(try bounded(argument, itemsEach: 1)) { try skip(depth: depth + 1) }
        case .map: for _ in 0..<(try bounded(argument, itemsEach: 2)) * 2 { try skip(depth: depth + 1) }
        }
    }

    /// Kind and argument of the next item: the number, the length, the tag or, for a float, its bits.
    private mutating func head() throws(CBORError) -> (kind: Kind, argument: UInt64) {
        guard let first = rest.popFirst() else { throw .truncated }
        guard let kind = Kind(rawValue: first >> 5) else { throw .malformed }
        switch first & 0x1f {
        case let small where small < 24: return (kind, UInt64(small))
        case 24: return (kind, try number(bytes: 1))
        case 25: return (kind, try number(bytes: 2))
        case 26: return (kind, try number(bytes: 4))
        case 27: return (kind, try number(bytes: 8))
        case 31: throw .indefiniteLength
        default: throw .malformed
        }
    }

    private mutating func head(_ expected: Kind) throws(CBORError) -> UInt64 {
        let (kind, argument) = try head()
        guard kind == expected else { throw .unexpectedKind }
        return argument
    }

    private mutating func number(bytes count: UInt64) throws(CBORError) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func take(_ count: UInt64) throws(CBORError) -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw .truncated }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private mutating func count(_ kind: Kind, itemsEach: UInt64) throws(CBORError) -> Int {
        try bounded(head(kind), itemsEach: itemsEach)
    }

    /// Every item takes at least one byte, so a count that exceeds them is a lie and nothing is done for it.
    private func bounded(_ count: UInt64, itemsEach: UInt64) throws(CBORError) -> Int {
        guard count <= UInt64(rest.count) / itemsEach else { throw .truncated }
        return Int(count)
    }

    private mutating func wrapped<R, E: Error>(
        _ failure: (CBORError) -> E, _ body: (inout CBORDecoder) throws(CBORError) -> R
    ) throws(E) -> R {
        do throws(CBORError) { return try body(&self) } catch { throw failure(error) }
    }
}
