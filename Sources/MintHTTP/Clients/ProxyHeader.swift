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
                value.split(separator: ",", omittingEmptySubsequences: false).map { Self.address(Self.trimmed($0)) }
            }
        case .forwarded:
            Self.values(fields, "Forwarded").flatMap { value in
                Self.split(value[...], at: ",").map { element in
                    Self.split(element, at: ";").lazy.compactMap(Self.named).first.flatMap(Self.address)
                }
            }
        }
    }

    private static func values(_ fields: HTTPFields, _ name: String) -> [String] {
        HTTPField.Name(name).map { fields[values: $0] } ?? []
    }

    /// The value of `for=`, out of its quotes.
    private static func named(_ pair: Substring) -> Substring? {
        let pair = trimmed(pair)
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
