internal import FoundationEssentials

/// The address of a mint: http or https, without slashes at its end, as tokens carry it (NUT-00).
package struct MintURL: Sendable, Hashable {
    package static let maximumBytes = 1_024

    package let text: String

    /// `nil` unless it is an http or https URL with a host and without user, query or fragment.
    package init?(_ text: String) {
        let trimmed = Token.withoutTrailingSlashes(text)
        guard trimmed.utf8.count <= Self.maximumBytes, let url = URL(string: trimmed),
            let scheme = url.scheme, ["http", "https"].contains(scheme), let host = url.host(), !host.isEmpty,
            url.user() == nil, url.query() == nil, url.fragment() == nil
        else { return nil }
        self.text = trimmed
    }

    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
}

extension MintURL: CustomStringConvertible {
    package var description: String { text }
}
