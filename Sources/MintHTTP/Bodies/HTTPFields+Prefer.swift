internal import HTTPTypes

/// NUT-05 once asked for asynchronous melts by a header (RFC 7240), and wallets of that time still do.
extension HTTPFields {
    static let respondAsync = "respond-async"

    /// Preferences are a list, each may have parameters, and their names are the same in either case.
    var preferAsync: Bool {
        self[values: .prefer].contains { value in
            value.split(separator: ",").contains { preference in
                let name = preference.prefix { $0 != ";" && $0 != "=" }
                return name.lowercased().trimmed == Self.respondAsync
            }
        }
    }
}

extension HTTPField.Name {
    static let prefer = known("Prefer")
    static let preferenceApplied = known("Preference-Applied")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is the name of a field") }
        return name
    }
}

extension String {
    /// Without the white space that RFC 9110 allows around the elements of a list.
    fileprivate var trimmed: Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return self[first...last]
    }
}
