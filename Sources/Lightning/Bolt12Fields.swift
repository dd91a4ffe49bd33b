internal import CashuCrypto

/// Reads the fields of an offer out of its records.
struct Bolt12Fields {
    private let records: TLVStream

    private static let hashBytes = 32
    private static let keyBytes = 33
    /// The block and the place in it of the transaction that opened the node's channel, after a byte for the side.
    private static let channelBytes = 9

    init(_ records: TLVStream) { self.records = records }

    private subscript(field: Bolt12Field) -> [UInt8]? { records[field.rawValue] }

    /// Bitcoin's, if it names none.
    func chains() throws(Bolt12Error) -> [FixedBytes<32>] {
        guard let value = self[.chains] else { return [LightningNetwork.bitcoin.chainHash] }
        guard !value.isEmpty, value.count.isMultiple(of: Self.hashBytes) else { throw .invalidField(.chains) }
        return stride(from: 0, to: value.count, by: Self.hashBytes).compactMap { start in
            FixedBytes<32>(value[start..<start + Self.hashBytes])
        }
    }

    func number(_ field: Bolt12Field) throws(Bolt12Error) -> UInt64? {
        guard let value = self[field] else { return nil }
        guard let number = TLVStream.truncated(value) else { throw .invalidField(field) }
        return number
    }

    func text(_ field: Bolt12Field) throws(Bolt12Error) -> String? {
        guard let value = self[field] else { return nil }
        guard let text = String(validating: value, as: UTF8.self) else { throw .invalidField(field) }
        return text
    }

    func currency() throws(Bolt12Error) -> String? {
        guard let currency = try text(.currency) else { return nil }
        guard currency.utf8.count == 3 else { throw .invalidField(.currency) }
        return currency
    }

    func issuerID() throws(Bolt12Error) -> PublicKey? {
        guard let value = self[.issuerID] else { return nil }
        guard value.count == Self.keyBytes, let key = PublicKey(value) else { throw .invalidField(.issuerID) }
        return key
    }

    /// None is known that an offer could demand.
    func checkFeatures() throws(Bolt12Error) {
        for (position, byte) in (self[.features] ?? []).reversed().enumerated() {
            for bit in stride(from: 0, to: 8, by: 2) where byte >> UInt8(bit) & 1 == 1 {
                throw .unknownFeature(bit: 8 * position + bit)
            }
        }
    }

    /// Whether there are any, each of them well formed.
    func hasPaths() throws(Bolt12Error) -> Bool {
        guard let value = self[.paths] else { return false }
        var rest = value[...]
        guard !rest.isEmpty else { throw .invalidField(.paths) }
        while !rest.isEmpty { try takePath(&rest) }
        return true
    }

    private func takePath(_ rest: inout ArraySlice<UInt8>) throws(Bolt12Error) {
        guard let kind = rest.first else { throw .invalidField(.paths) }
        // Who is first is named by a channel and a side of it, or by his key.
        if kind <= 1 { _ = try take(Self.channelBytes, &rest) } else { try takeKey(&rest) }
        try takeKey(&rest)
        guard let hops = rest.popFirst(), hops > 0 else { throw .invalidField(.paths) }
        for _ in 0..<hops {
            try takeKey(&rest)
            let length = try take(2, &rest).reduce(0) { $0 << 8 | Int($1) }
            _ = try take(length, &rest)
        }
    }

    private func takeKey(_ rest: inout ArraySlice<UInt8>) throws(Bolt12Error) {
        guard PublicKey(try take(Self.keyBytes, &rest)) != nil else { throw .invalidField(.paths) }
    }

    private func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws(Bolt12Error) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .invalidField(.paths) }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
