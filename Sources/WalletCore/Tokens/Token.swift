package import Cashu
package import CashuCrypto

/// Coins on their way from one wallet to another (NUT-00), all of one mint and one unit.
package struct Token: Sendable, Hashable {
    /// A coin as the token tells it: nothing of it has been checked but its form.
    package struct Coin: Sendable, Hashable {
        package let amount: UInt64
        package let keysetID: TokenKeysetID
        package let secret: Secret
        package let signature: PublicKey
        package let link: CoinLink?
        package let witness: String?
        /// NUT-28: `p2pk_e`, for a receiver whose key is blinded.
        package let ephemeralKey: PublicKey?

        package init(
            amount: UInt64, keysetID: TokenKeysetID, secret: Secret, signature: PublicKey, link: CoinLink?,
            witness: String? = nil, ephemeralKey: PublicKey? = nil
        ) {
            self.amount = amount
            self.keysetID = keysetID
            self.secret = secret
            self.signature = signature
            self.link = link
            self.witness = witness
            self.ephemeralKey = ephemeralKey
        }
    }

    /// The most characters that are read: several thousand coins.
    package static let maximumCharacters = 2_000_000

    /// The mint's URL without slashes at its end.
    package let mint: String
    package let unit: CurrencyUnit
    package let memo: String?
    package let coins: [Coin]

    package init(mint: String, unit: CurrencyUnit, memo: String?, coins: [Coin]) {
        self.mint = Self.withoutTrailingSlashes(mint)
        self.unit = unit
        self.memo = memo
        self.coins = coins
    }

    /// Of either version, with or without the scheme `cashu:`.
    package init(parsing text: String) throws(TokenError) {
        guard text.utf8.count <= Self.maximumCharacters else { throw .tooLong }
        var body = text[...]
        if body.hasPrefix("cashu:") { body = body.dropFirst("cashu:".count) }
        let version = body.prefix("cashu?".count)
        guard let bytes = Base64URL.decode(body.dropFirst(version.count)) else {
            throw ["cashuA", "cashuB"].contains(version) ? .notBase64 : .unknownPrefix
        }
        switch version {
        case "cashuA": try self.init(version3: bytes)
        case "cashuB": try self.init(version4: bytes)
        default: throw .unknownPrefix
        }
    }

    /// The form for channels that carry bytes: `craw`, the version and the content. Only version 4 has one.
    package init(raw bytes: [UInt8]) throws(TokenError) {
        guard bytes.count <= Self.maximumCharacters else { throw .tooLong }
        guard bytes.starts(with: Self.rawPrefix) else { throw .unknownPrefix }
        try self.init(version4: Array(bytes.dropFirst(Self.rawPrefix.count)))
    }

    /// `cashuB…`
    package var text: String { "cashuB" + Base64URL.encode(version4) }

    package var raw: [UInt8] { Self.rawPrefix + version4 }

    /// `nil` when it is more than an amount can be.
    package var amount: UInt64? { Money.sum(coins.map(\.amount)) }

    private static let rawPrefix = Array("crawB".utf8)

    static func withoutTrailingSlashes(_ url: String) -> String {
        String(decoding: url.utf8.reversed().drop { $0 == UInt8(ascii: "/") }.reversed(), as: UTF8.self)
    }
}
