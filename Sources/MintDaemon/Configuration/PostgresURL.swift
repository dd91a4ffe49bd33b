/// The form of libpq's URLs: https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING.
///
/// libpq quotes in its messages what it does not understand, and takes for a host, a port or a key what may be the rest
/// of a password in which a character was not escaped. So nothing reaches it that it would misunderstand.
enum PostgresURL {
    static let schemes = ["postgres://", "postgresql://"]

    /// Goes on after the key of one that is not well formed.
    static let hint = """
        is not of the form postgres://user:password@host:port/name?key=value; write % as %25, @ as %40, / as %2F and \
        ? as %3F in a password
        """

    static func isWellFormed(_ url: String) -> Bool {
        guard let scheme = schemes.first(where: url.hasPrefix), hasOnlyWholeEscapes(url) else { return false }
        var rest = url.dropFirst(scheme.count)
        if let end = rest.firstIndex(where: { $0 == "@" || $0 == "/" }), rest[end] == "@" {
            rest = rest[rest.index(after: end)...]
        }
        let hosts = rest.prefix { $0 != "/" && $0 != "?" }
        let name = rest.dropFirst(hosts.count).prefix { $0 != "?" }
        let query = rest.dropFirst(hosts.count + name.count).dropFirst()
        return !rest.contains("@") && !name.dropFirst().contains("/")
            && hosts.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isHost)
            && query.split(separator: "&").allSatisfy(isParameter)
    }

    private static func hasOnlyWholeEscapes(_ url: String) -> Bool {
        url.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { after in
            let digits = after.prefix(2)
            return digits.count == 2 && digits != "00" && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }

    /// `host`, `host:port`, `[address]` or `[address]:port`; each may be empty.
    private static func isHost(_ text: Substring) -> Bool {
        var rest = text
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return false }
            rest = text[text.index(after: end)...]
        } else {
            rest = text.drop { $0 != ":" }
        }
        guard rest.first == ":" else { return rest.isEmpty }
        let port = rest.dropFirst()
        return port.isEmpty || port.allSatisfy { $0.isASCII && $0.isNumber } && (UInt16(port) ?? 0) > 0
    }

    /// `key=value`.
    private static func isParameter(_ text: Substring) -> Bool {
        let key = text.prefix { $0 != "=" }
        return !key.isEmpty && key.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
            && text.count(where: { $0 == "=" }) == 1
    }
}
