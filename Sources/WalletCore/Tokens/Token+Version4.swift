internal import Cashu
internal import CashuCrypto
internal import CashuSecrets

/// NUT-00, version 4: CBOR with one letter for each field. Unknown fields are ignored; a field that stands twice is
/// not, because two readers might then see two different tokens.
extension Token {
    init(version4 bytes: [UInt8]) throws(TokenError) {
        var fields = TokenFields()
        var decoder = CBORDecoder(bytes)
        try decoder.map(TokenError.cbor) { (key, value) throws(TokenError) in
            switch key {
            case "m": try fields.mint.set(value.readText(), "m")
            case "u": try fields.unit.set(value.readText(), "u")
            case "d": try fields.memo.set(value.readText(), "d")
            case "t": try fields.coins.set(value.readGroups(), "t")
            default: try value.readNothing()
            }
        }
        do { try decoder.finish() } catch { throw .cbor(error) }
        try self.init(fields)
    }

    /// In the order that the reference wallet writes, the coins grouped by keyset in the order of their first coins.
    var version4: [UInt8] {
        var groups: [(id: TokenKeysetID, coins: [Coin])] = []
        for coin in coins {
            if let index = groups.firstIndex(where: { $0.id == coin.keysetID }) {
                groups[index].coins.append(coin)
            } else {
                groups.append((coin.keysetID, [coin]))
            }
        }
        var encoder = CBOREncoder()
        encoder.map(count: memo == nil ? 3 : 4)
        encoder.text("t")
        encoder.array(count: groups.count)
        for group in groups {
            encoder.map(count: 2)
            encoder.text("i")
            encoder.bytes(group.id.bytes)
            encoder.text("p")
            encoder.array(count: group.coins.count)
            for coin in group.coins { coin.write(to: &encoder) }
        }
        if let memo {
            encoder.text("d")
            encoder.text(memo)
        }
        encoder.text("m")
        encoder.text(mint)
        encoder.text("u")
        encoder.text(unit.name)
        return encoder.bytes
    }
}

extension Token.Coin {
    fileprivate func write(to encoder: inout CBOREncoder) {
        encoder.map(count: 3 + [link != nil, witness != nil, ephemeralKey != nil].count { $0 })
        encoder.text("a")
        encoder.unsigned(amount)
        encoder.text("s")
        encoder.text(secret.text)
        encoder.text("c")
        encoder.bytes(signature.bytes.bytes)
        if let link {
            encoder.text("d")
            encoder.map(count: 3)
            for (key, value) in [("e", link.proof.e), ("s", link.proof.s), ("r", link.r.bytes)] {
                encoder.text(key)
                encoder.bytes(value.bytes)
            }
        }
        if let witness {
            encoder.text("w")
            encoder.text(witness)
        }
        if let ephemeralKey {
            encoder.text("pe")
            encoder.bytes(ephemeralKey.bytes.bytes)
        }
    }
}

extension CBORDecoder {
    fileprivate mutating func readText() throws(TokenError) -> String {
        do { return try text() } catch { throw .cbor(error) }
    }

    fileprivate mutating func readBytes() throws(TokenError) -> [UInt8] {
        do { return try bytes() } catch { throw .cbor(error) }
    }

    fileprivate mutating func readNumber() throws(TokenError) -> UInt64 {
        do { return try unsigned() } catch { throw .cbor(error) }
    }

    fileprivate mutating func readNothing() throws(TokenError) {
        do { try skip() } catch { throw .cbor(error) }
    }

    fileprivate mutating func readGroups() throws(TokenError) -> [Token.Coin] {
        var coins: [Token.Coin] = []
        try array(TokenError.cbor) { (decoder) throws(TokenError) in
            var id: [UInt8]?
            var group: [CoinFields]?
            try decoder.map(TokenError.cbor) { (key, value) throws(TokenError) in
                switch key {
                case "i": try id.set(value.readBytes(), "i")
                case "p": try group.set(value.readCoins(), "p")
                default: try value.readNothing()
                }
            }
            guard let id, let keysetID = TokenKeysetID(id) else { throw .field("i") }
            guard let group else { throw .field("p") }
            for coin in group { coins.append(try Token.Coin(coin, keysetID)) }
        }
        return coins
    }

    private mutating func readCoins() throws(TokenError) -> [CoinFields] {
        var coins: [CoinFields] = []
        try array(TokenError.cbor) { (decoder) throws(TokenError) in
            var coin = CoinFields()
            try decoder.map(TokenError.cbor) { (key, value) throws(TokenError) in
                switch key {
                case "a": try coin.amount.set(value.readNumber(), "a")
                case "s": try coin.secret.set(value.readText(), "s")
                case "c": try coin.signature.set(value.readBytes(), "c")
                case "d": try coin.link.set(value.readLink(), "d")
                case "w": try coin.witness.set(value.readText(), "w")
                case "pe": try coin.ephemeralKey.set(value.readBytes(), "pe")
                default: try value.readNothing()
                }
            }
            coins.append(coin)
        }
        return coins
    }

    private mutating func readLink() throws(TokenError) -> LinkFields {
        var link = LinkFields()
        try map(TokenError.cbor) { (key, value) throws(TokenError) in
            switch key {
            case "e": try link.e.set(value.readBytes(), "e")
            case "s": try link.s.set(value.readBytes(), "s")
            case "r": try link.r.set(value.readBytes(), "r")
            default: try value.readNothing()
            }
        }
        return link
    }
}
