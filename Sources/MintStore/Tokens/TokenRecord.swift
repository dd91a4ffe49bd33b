package import CashuCrypto
package import Storage

/// What is known of a blind token that was used (NUT-22): by which request, and whether that was accepted. Kept for ever,
/// as spent proofs are, among the named values: nothing is ever looked up but one.
package struct TokenRecord: Sendable, Equatable {
    /// SHA-256.
    package let request: FixedBytes<32>
    /// Names the attempt to serve it.
    package let holder: FixedBytes<16>
    /// In seconds; `nil` once the request was accepted.
    package let heldSince: UInt64?
    /// What it was answered, if that is not to be found elsewhere.
    package let answer: [UInt8]

    package init(request: FixedBytes<32>, holder: FixedBytes<16>, heldSince: UInt64?, answer: [UInt8] = []) {
        self.request = request
        self.holder = holder
        self.heldSince = heldSince
        self.answer = answer
    }

    /// The first byte tells the two forms apart.
    var bytes: [UInt8] {
        let seconds = heldSince ?? 0
        let moment = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
        return [heldSince == nil ? 2 : 1] + request.bytes + holder.bytes + moment + answer
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 57, let request = FixedBytes<32>(bytes[1..<33]),
            let holder = FixedBytes<16>(bytes[33..<49])
        else { return nil }
        let seconds = bytes[49..<57].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        switch bytes[0] {
        case 1: self.init(request: request, holder: holder, heldSince: seconds)
        case 2: self.init(request: request, holder: holder, heldSince: nil, answer: Array(bytes[57...]))
        default: return nil
        }
    }
}

extension WriteTransaction {
    private static func name(_ point: PublicKey) throws(StoreError) -> KeyValueName {
        guard let name = KeyValueName("blind_token", point.hex) else { throw .conflict("no name for a token") }
        return name
    }

    /// `nil` for a token that was never used, or whose request was refused.
    package mutating func token(_ point: PublicKey) throws(StoreError) -> TokenRecord? {
        guard let bytes = try value(Self.name(point)) else { return nil }
        guard let record = TokenRecord(bytes) else { throw .conflict("the record of a token is unreadable") }
        return record
    }

    /// - Returns: whether `expected` was there, and `record` is now.
    package mutating func write(
        _ record: TokenRecord, of point: PublicKey, replacing expected: TokenRecord?, at now: UInt64
    ) throws(StoreError) -> Bool {
        try write(record.bytes, Self.name(point), replacing: expected?.bytes, at: now)
    }

    /// As if it had never been used, if `expected` is there.
    package mutating func release(_ expected: TokenRecord, of point: PublicKey, at now: UInt64) throws(StoreError) {
        let name = try Self.name(point)
        // Written first, for the lock on the row.
        if try write(expected.bytes, name, replacing: expected.bytes, at: now) { _ = try remove(name) }
    }
}
