internal import Cashu
internal import HTTPTypes

/// What a path asks for.
enum Route: Equatable {
    case keys
    case keysetKeys(id: String)
    case keysets
    case information
    case swap
    case checkState
    case restore
    case mintQuotes(PaymentMethod)
    case mintQuote(PaymentMethod, id: String)
    case mintQuoteChecks(PaymentMethod)
    case mint(PaymentMethod)
    case mintBatch(PaymentMethod)
    case meltQuotes(PaymentMethod)
    case meltQuote(PaymentMethod, id: String)
    case melt(PaymentMethod)
    case subscriptions
    case blindKeys
    case blindKeysetKeys(id: String)
    case blindKeysets
    case blindMint
    case health
    case ready

    /// Quote ids are opaque texts of this length at most.
    static let maximumQuoteBytes = 128

    init(path: String) throws(NUTError) {
        // Whoever guards a path compares it from its first byte on.
        guard path.utf8.first == UInt8(ascii: "/") else { throw Self.unknown }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init).dropFirst()
        switch Array(parts) {
        case ["health"]: self = .health
        case ["ready"]: self = .ready
        case ["v1", "keys"]: self = .keys
        case ["v1", "keysets"]: self = .keysets
        case ["v1", "info"]: self = .information
        case ["v1", "swap"]: self = .swap
        case ["v1", "checkstate"]: self = .checkState
        case ["v1", "restore"]: self = .restore
        case ["v1", "ws"]: self = .subscriptions
        case ["v1", "auth", "blind", "keys"]: self = .blindKeys
        case ["v1", "auth", "blind", "keysets"]: self = .blindKeysets
        case ["v1", "auth", "blind", "mint"]: self = .blindMint
        case let parts where parts.starts(with: ["v1", "auth", "blind", "keys"]) && parts.count == 5:
            self = .blindKeysetKeys(id: parts[4])
        case let parts where parts.starts(with: ["v1", "keys"]) && parts.count == 3:
            self = .keysetKeys(id: parts[2])
        case let parts where parts.first == "v1": self = try Self.payment(parts.dropFirst())
        default: throw Self.unknown
        }
    }

    /// `mint/{method}`, `mint/quote/{method}`, `mint/quote/{method}/{id}`, and the same for `melt`; and, before them,
    /// `mint/{method}/batch` and `mint/quote/{method}/check` (NUT-29). No quote has the id `check`.
    private static func payment(_ parts: ArraySlice<String>) throws(NUTError) -> Route {
        let isMint = parts.first == "mint"
        guard isMint || parts.first == "melt" else { throw unknown }
        var rest = parts.dropFirst()
        let isQuote = rest.first == "quote"
        if isQuote { rest = rest.dropFirst() }
        guard let method = rest.popFirst(), !method.isEmpty, rest.count <= 1 else { throw unknown }
        guard isQuote || rest.isEmpty || isMint && rest.first == "batch" else { throw unknown }
        guard let method = PaymentMethod(rawValue: method) else {
            throw NUTError(.routeUnknown, "this mint does not know the payment method")
        }
        switch (isMint, isQuote, rest.first) {
        case (true, false, nil): return .mint(method)
        case (true, false, _): return .mintBatch(method)
        case (true, true, "check"): return .mintQuoteChecks(method)
        case (false, false, _): return .melt(method)
        case (true, true, nil): return .mintQuotes(method)
        case (false, true, nil): return .meltQuotes(method)
        case (true, true, let id?): return .mintQuote(method, id: try quoteID(id))
        case (false, true, let id?): return .meltQuote(method, id: try quoteID(id))
        }
    }

    private static func quoteID(_ text: String) throws(NUTError) -> String {
        guard text.utf8.count <= maximumQuoteBytes else { throw NUTError(.quoteUnknown, "quote is not known") }
        return text
    }

    static var unknown: NUTError { NUTError(.routeUnknown, "this mint has no such path") }

    var method: HTTPRequest.Method {
        switch self {
        case .keys, .keysetKeys, .keysets, .information, .mintQuote, .meltQuote, .subscriptions, .blindKeys,
            .blindKeysetKeys, .blindKeysets, .health, .ready:
            .get
        case .swap, .checkState, .restore, .mintQuotes, .mintQuoteChecks, .mint, .mintBatch, .meltQuotes, .melt,
            .blindMint:
            .post
        }
    }

    /// For logs: without the id of a quote, which is a secret of its wallet.
    var template: String {
        switch self {
        case .keys: "/v1/keys"
        case .keysetKeys: "/v1/keys/{id}"
        case .keysets: "/v1/keysets"
        case .information: "/v1/info"
        case .swap: "/v1/swap"
        case .checkState: "/v1/checkstate"
        case .restore: "/v1/restore"
        case .mintQuotes(let method): "/v1/mint/quote/\(method.rawValue)"
        case .mintQuote(let method, _): "/v1/mint/quote/\(method.rawValue)/{id}"
        case .mintQuoteChecks(let method): "/v1/mint/quote/\(method.rawValue)/check"
        case .mint(let method): "/v1/mint/\(method.rawValue)"
        case .mintBatch(let method): "/v1/mint/\(method.rawValue)/batch"
        case .meltQuotes(let method): "/v1/melt/quote/\(method.rawValue)"
        case .meltQuote(let method, _): "/v1/melt/quote/\(method.rawValue)/{id}"
        case .melt(let method): "/v1/melt/\(method.rawValue)"
        case .subscriptions: "/v1/ws"
        case .blindKeys: "/v1/auth/blind/keys"
        case .blindKeysetKeys: "/v1/auth/blind/keys/{id}"
        case .blindKeysets: "/v1/auth/blind/keysets"
        case .blindMint: "/v1/auth/blind/mint"
        case .health: "/health"
        case .ready: "/ready"
        }
    }
}
