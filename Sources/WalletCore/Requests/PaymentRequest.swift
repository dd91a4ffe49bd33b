package import Cashu

/// What somebody wants to be paid (NUT-18), whichever way it was written down.
package struct PaymentRequest: Sendable, Hashable {
    /// Where the coins are to go. Without any the payer hands them over the way the request came.
    package struct Transport: Sendable, Hashable {
        package static let post = "post"
        package static let nostr = "nostr"

        package let type: String
        /// A URL, or a Nostr profile.
        package let target: String
        /// Each with its name first.
        package let tags: [[String]]

        package init(type: String, target: String, tags: [[String]] = []) {
            self.type = type
            self.target = target
            self.tags = tags
        }
    }

    /// The most characters that are read.
    package static let maximumCharacters = 100_000

    package let id: String?
    /// `nil` leaves it to the payer.
    package let amount: UInt64?
    package let unit: CurrencyUnit?
    package let isSingleUse: Bool?
    /// The URLs of those that are accepted; none: any.
    package let mints: [String]
    package let description: String?
    /// In order of preference.
    package let transports: [Transport]
    /// The condition that the coins must carry (NUT-10).
    package let lock: CoinLock?

    package init(
        id: String? = nil, amount: UInt64? = nil, unit: CurrencyUnit? = nil, isSingleUse: Bool? = nil,
        mints: [String] = [], description: String? = nil, transports: [Transport] = [], lock: CoinLock? = nil
    ) {
        self.id = id
        self.amount = amount
        self.unit = unit
        self.isSingleUse = isSingleUse
        self.mints = mints
        self.description = description
        self.transports = transports
        self.lock = lock
    }

    /// `creqA…` (NUT-18), `CREQB1…` in either case (NUT-26), or a `bitcoin:` URI that carries one (BIP-321).
    package init(parsing text: String) throws(PaymentRequestError) {
        guard text.utf8.count <= Self.maximumCharacters else { throw .tooLong }
        if text.lowercased().hasPrefix("bitcoin:") {
            try self.init(bare: Self.parameter(of: text))
        } else {
            try self.init(bare: text)
        }
    }

    private init(bare text: String) throws(PaymentRequestError) {
        if text.hasPrefix(Self.prefixA) {
            guard let bytes = Base64URL.decode(text.dropFirst(Self.prefixA.count)) else { throw .notBase64 }
            try self.init(cbor: bytes)
        } else if text.lowercased().hasPrefix(Self.prefixB + "1") {
            try self.init(bech32m: text)
        } else {
            throw .unknownPrefix
        }
    }

    static let prefixA = "creqA"
    static let prefixB = "creqb"

    /// The value of `creq` in a query. Names are of either case, as the whole URI may be in a QR code.
    private static func parameter(of uri: String) throws(PaymentRequestError) -> String {
        guard let query = uri.split(separator: "?", maxSplits: 1).dropFirst().first else { throw .unknownPrefix }
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "creq" { return String(parts[1]) }
        }
        throw .unknownPrefix
    }
}
