internal import HTTPTypes

/// How a proxy says for whom it asks. It is one of them, not both: a proxy that sets the one passes on what a stranger
/// wrote into the other.
package enum ProxyHeader: String, Sendable, CaseIterable {
    case xForwardedFor = "x-forwarded-for"
    /// RFC 7239.
    case forwarded

    /// What stands there, the nearest last; `nil` where somebody is named in a way that is no address.
    /// Empty when the header is missing.
    func clients(_ fields: HTTPFields) -> [ClientAddress?] {
        switch self {
        case .xForwardedFor:
            Self.values(fields, "X-Forwarded-For").flatMap { value in
                // By bytes: some signs of Unicode make one character with the comma after them.
                value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                    Self.address(Self.trimmed(Substring($0)))
                }
            }
        case .forwarded:
            // What is not written as it should be says nothing: what the proxy added may stand in a stranger's quotes.
            Self.elements(fields)?.map { pairs in
                pairs.lazy.compactMap(Self.named).first.flatMap(Self.address)
            } ?? [nil]
        }
    }

    /// Beyond ASCII a sign may make one character with the separator after it.
    private static func isASCII(_ value: String) -> Bool { value.utf8.allSatisfy { $0 < 0x80 } }

    /// Whether somebody asks for another, in either way.
    static func isPresent(in fields: HTTPFields) -> Bool {
        !values(fields, "X-Forwarded-For").isEmpty || !values(fields, "Forwarded").isEmpty
    }

    /// The pairs of each element of `Forwarded`; `nil` when one is malformed.
    private static func elements(_ fields: HTTPFields) -> [[Substring]]? {
        var elements: [[Substring]] = []
        for value in values(fields, "Forwarded") {
            guard isASCII(value) else { return nil }
            for element in split(value[...], at: ",") {
                let pairs = split(element, at: ";").map(trimmed)
                guard pairs.allSatisfy(isWellFormed) else { return nil }
                elements.append(pairs)
            }
        }
        return elements
    }

    /// Nothing, or a name and a value: a word without quotes, or all of it in quotes.
    private static func isWellFormed(_ pair: Substring) -> Bool {
        guard !pair.isEmpty else { return true }
        guard let sign = pair.firstIndex(of: "="), !pair[..<sign].contains("\"") else { return false }
        var value = pair[pair.index(after: sign)...]
        guard value.popFirst() == "\"" else { return !value.contains("\"") }
        var isEscaped = false
        while let character = value.popFirst() {
            if isEscaped {
                isEscaped = false
            } else if character == "\"" {
                return value.isEmpty
            } else {
                isEscaped = character == "\\"
            }
        }
        return false
    }

    private static func values(_ fields: HTTPFields, _ name: String) -> [String] {
        HTTPField.Name(name).map { fields[values: $0] } ?? []
    }

    /// The value of `for=`, out of its quotes.
    private static func named(_ pair: Substring) -> Substring? {
        guard pair.lowercased().hasPrefix("for=") else { return nil }
        let value = pair.dropFirst(4)
        return value.count >= 2 && value.first == "\"" && value.last == "\"" ? value.dropFirst().dropLast() : value
    }

    /// Parts between separators that stand in no quoted string: a `host` beside may be a stranger's choice.
    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case separator where !isQuoted:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        parts.append(text[start...])
        return parts
    }

    /// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:80`.
    private static func address(_ text: Substring) -> ClientAddress? {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            return ClientAddress(text[text.index(after: text.startIndex)..<end])
        }
        if let address = ClientAddress(text) { return address }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? ClientAddress(parts[0]) : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        guard let first = text.firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = text.lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return "" }
        return text[first...last]
    }
}
