internal import Cashu
internal import CashuCrypto
internal import Lightning

/// NUT-26: `CREQB1` and numbered fields, for QR codes. Unknown fields are ignored; one that must be alone and stands
/// twice is refused.
extension PaymentRequest {
    private enum Field {
        static let id: UInt8 = 1, amount: UInt8 = 2, unit: UInt8 = 3, isSingleUse: UInt8 = 4, mint: UInt8 = 5
        static let description: UInt8 = 6, transport: UInt8 = 7, lock: UInt8 = 8
    }

    init(bech32m text: String) throws(PaymentRequestError) {
        let decoded: Bech32.Decoded
        do {
            decoded = try Bech32.decode(text, maximumCharacters: Self.maximumCharacters, .bech32m)
        } catch {
            throw .bech32(error)
        }
        guard decoded.prefix == Self.prefixB, let bytes = FiveBitWords.bytes(decoded.words) else {
            throw .unknownPrefix
        }
        var fields = PaymentRequestFields()
        for field in try TLV.fields(bytes) {
            switch field.type {
            case Field.id: try fields.id.setOnce(TLV.text(field.value, "i"), "i")
            case Field.amount: try fields.amount.setOnce(Self.amount(field.value), "a")
            case Field.unit: try fields.unit.setOnce(Self.unit(field.value), "u")
            case Field.isSingleUse: try fields.isSingleUse.setOnce(Self.flag(field.value), "s")
            case Field.mint: fields.mints = (fields.mints ?? []) + [try TLV.text(field.value, "m")]
            case Field.description: try fields.description.setOnce(TLV.text(field.value, "d"), "d")
            case Field.transport: fields.transports = (fields.transports ?? []) + [try Transport(tlv: field.value)]
            case Field.lock: try fields.lock.setOnce(CoinLock(tlv: field.value), "nut10")
            default: break
            }
        }
        try self.init(fields)
    }

    /// `CREQB1…`, in capital letters, of which QR codes are smaller.
    ///
    /// - Throws: when the form has no place for something, such as a kind of transport that it does not number.
    package func textB() throws(PaymentRequestError) -> String {
        var bytes: [UInt8] = []
        if let id { try TLV.append(Field.id, Array(id.utf8), to: &bytes) }
        if let amount {
            try TLV.append(Field.amount, (0..<8).map { UInt8(truncatingIfNeeded: amount >> (56 - 8 * $0)) }, to: &bytes)
        }
        if let unit { try TLV.append(Field.unit, unit == .sat ? [0] : Array(unit.name.utf8), to: &bytes) }
        if let isSingleUse { try TLV.append(Field.isSingleUse, [isSingleUse ? 1 : 0], to: &bytes) }
        for mint in mints { try TLV.append(Field.mint, Array(mint.utf8), to: &bytes) }
        if let description { try TLV.append(Field.description, Array(description.utf8), to: &bytes) }
        for transport in transports { try TLV.append(Field.transport, transport.tlv(), to: &bytes) }
        if let lock { try TLV.append(Field.lock, lock.tlv(), to: &bytes) }
        return Bech32.encode(prefix: Self.prefixB, words: FiveBitWords.words(bytes), .bech32m).uppercased()
    }

    private static func amount(_ bytes: [UInt8]) throws(PaymentRequestError) -> UInt64 {
        guard bytes.count == 8 else { throw .field("a") }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func unit(_ bytes: [UInt8]) throws(PaymentRequestError) -> String {
        bytes == [0] ? CurrencyUnit.sat.name : try TLV.text(bytes, "u")
    }

    private static func flag(_ bytes: [UInt8]) throws(PaymentRequestError) -> Bool {
        guard bytes == [0] || bytes == [1] else { throw .field("s") }
        return bytes == [1]
    }
}

/// A kind, a value and tags: what transports and locks have in common.
private struct TaggedFields {
    var kind: UInt8?
    var value: [UInt8]?
    var tags: [[String]] = []

    init(_ bytes: [UInt8], _ name: String) throws(PaymentRequestError) {
        for field in try TLV.fields(bytes) {
            switch field.type {
            case 1:
                guard field.value.count == 1 else { throw .field(name) }
                try kind.setOnce(field.value[0], name)
            case 2: try value.setOnce(field.value, name)
            case 3: tags.append(try TLV.tag(field.value))
            default: break
            }
        }
    }

    static func bytes(_ kind: UInt8, _ value: [UInt8], _ tags: [[String]]) throws(PaymentRequestError) -> [UInt8] {
        var bytes: [UInt8] = []
        try TLV.append(1, [kind], to: &bytes)
        try TLV.append(2, value, to: &bytes)
        for tag in tags { try TLV.append(3, TLV.tag(tag), to: &bytes) }
        return bytes
    }
}

extension PaymentRequest.Transport {
    /// The relays of a Nostr profile are tags of this name.
    private static let relay = "r"

    fileprivate init(tlv bytes: [UInt8]) throws(PaymentRequestError) {
        let fields = try TaggedFields(bytes, "t")
        guard let value = fields.value else { throw .field("t") }
        switch fields.kind {
        case 0:
            guard let key = FixedBytes<32>(value) else { throw .field("t") }
            let relays = fields.tags.filter { $0[0] == Self.relay }.flatMap { $0.dropFirst() }
            guard let profile = NostrProfile(key: key, relays: relays).text else { throw .field("t") }
            self.init(type: Self.nostr, target: profile, tags: fields.tags.filter { $0[0] != Self.relay })
        case 1: self.init(type: Self.post, target: try TLV.text(value, "t"), tags: fields.tags)
        default: throw .field("t")
        }
    }

    fileprivate func tlv() throws(PaymentRequestError) -> [UInt8] {
        switch type {
        case Self.post: return try TaggedFields.bytes(1, Array(target.utf8), tags)
        case Self.nostr:
            guard let profile = NostrProfile(target) else { throw .field("t") }
            return try TaggedFields.bytes(
                0, profile.key.bytes, tags + profile.relays.map { [Self.relay, $0] })
        default: throw .field("t")
        }
    }
}

extension CoinLock {
    private static let kinds = [publicKeys, hash]

    fileprivate init(tlv bytes: [UInt8]) throws(PaymentRequestError) {
        let fields = try TaggedFields(bytes, "nut10")
        guard let kind = fields.kind, Self.kinds.indices.contains(Int(kind)), let value = fields.value else {
            throw .field("nut10")
        }
        self.init(kind: Self.kinds[Int(kind)], data: try TLV.text(value, "nut10"), tags: fields.tags)
    }

    fileprivate func tlv() throws(PaymentRequestError) -> [UInt8] {
        guard let number = Self.kinds.firstIndex(of: kind) else { throw .field("nut10") }
        return try TaggedFields.bytes(UInt8(number), Array(data.utf8), tags)
    }
}
