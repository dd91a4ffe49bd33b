package import Cashu

/// What the mint's answer, or its absence, says about a request.
package enum MintClientError: Error, Sendable, Hashable {
    /// The mint understood and said no: nothing was done.
    case refused(MintRefusal)
    /// The mint cannot work now (HTTP 5xx). Whether anything was done is not known.
    case unavailable(status: Int)
    /// No connection came about: nothing was sent.
    case unreachable(String)
    /// The request may have arrived. Whether anything was done is not known.
    case answerLost(String)
    /// An answer that is not what the protocol says. Whether anything was done is not known.
    case unintelligible(String)

    /// Whether the mint itself certainly said no.
    var isRefusal: Bool {
        if case .refused = self { true } else { false }
    }

    /// Whether the mint certainly did nothing.
    package var nothingWasDone: Bool {
        switch self {
        case .refused, .unreachable: true
        case .unavailable, .answerLost, .unintelligible: false
        }
    }
}

/// A refusal (HTTP 4xx with a `code`). Mints of other makers use numbers that are not in the table. An answer without
/// a number is none: it may be that of a proxy, which does not know what the mint did.
package struct MintRefusal: Sendable, Hashable {
    package let status: Int
    /// As the mint sent it.
    package let number: Int
    /// Untrusted text, made printable and cut.
    package let detail: String

    package init(status: Int, number: Int, detail: String) {
        self.status = status
        self.number = number
        self.detail = Self.printable(detail)
    }

    private static let maximumDetailCharacters = 300

    /// Untrusted text as it may be shown.
    static func printable(_ text: String) -> String {
        text.unicodeScalars.prefix(maximumDetailCharacters).map { scalar in
            scalar.properties.generalCategory == .control ? " " : String(scalar)
        }.joined()
    }

    /// `nil` for a number that is not in the table of NUT-00.
    package var code: NUTErrorCode? { NUTErrorCode(rawValue: number) }
}

extension MintClientError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused(let refusal): "the mint refused: \(refusal.detail) (\(refusal.number))"
        case .unavailable(let status): "the mint is not available now (HTTP \(status))"
        case .unreachable(let reason): "the mint cannot be reached: \(reason)"
        case .answerLost(let reason): "no answer came from the mint: \(reason)"
        case .unintelligible(let reason): "the mint's answer is not understood: \(reason)"
        }
    }
}
