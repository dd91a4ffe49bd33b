package import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import Storage

/// A keyset of a mint as the wallet knows it. Its id was checked to follow from its content when it was first seen.
package struct WalletKeyset: Sendable, Hashable {
    package let id: KeysetID
    package let unit: CurrencyUnit
    /// Whether the mint signs outputs with it.
    package let isActive: Bool
    /// In thousandths of the unit for each input.
    package let inputFeePPK: UInt64
    package let finalExpiry: UInt64?
    package let keys: KeysetKeys
    /// The next unused counter of NUT-13.
    package let nextCounter: UInt64
}

extension WriteTransaction {
    /// Those of a mint, in the order in which they became known.
    mutating func keysets(mint: Int64) throws(WalletError) -> [WalletKeyset] {
        try decode(
            rows(
                """
                SELECT id, unit, is_active, input_fee_ppk, final_expiry, keys, next_counter
                FROM keyset WHERE mint_id = \(mint) ORDER BY rowid
                """), WalletKeyset.init(row:))
    }

    /// A new one.
    ///
    /// - Throws: `keysetOfOtherMint` when another mint has one of the same id.
    mutating func insert(_ summary: KeysetSummary, keys: KeysetKeys, mint: Int64) throws(WalletError) {
        guard try rows("SELECT 1 FROM keyset WHERE id = \(summary.id)").isEmpty else {
            throw .fault(.keysetOfOtherMint(summary.id))
        }
        try change(
            1, "keyset inserted",
            """
            INSERT INTO keyset (id, mint_id, unit, is_active, input_fee_ppk, final_expiry, keys)
            VALUES (\(summary.id), \(mint), \(summary.unit.name), \(summary.isActive.number), \(summary.inputFeePPK), \
            \(summary.finalExpiry), \(keys.stored))
            """)
    }

    /// What may change of a keyset: whether it is active; and the fee, with an id of version 1, which does not commit
    /// to it.
    mutating func update(_ summary: KeysetSummary) throws(WalletError) {
        try change(
            1, "keyset updated",
            """
            UPDATE keyset SET is_active = \(summary.isActive.number), input_fee_ppk = \(summary.inputFeePPK)
            WHERE id = \(summary.id)
            """)
    }

    /// No outputs are made for it any more; its coins can still be spent if the mint takes them.
    mutating func deactivate(_ id: KeysetID) throws(WalletError) {
        try change(1, "keyset deactivated", "UPDATE keyset SET is_active = 0 WHERE id = \(id)")
    }

    /// Takes `count` counters of NUT-13 out of circulation for ever, and returns the first of them.
    mutating func takeCounters(_ count: Int, of keyset: KeysetID) throws(WalletError) -> UInt64 {
        let found = try decode(
            rows("SELECT next_counter FROM keyset WHERE id = \(keyset)"),
            { (row) throws(DatabaseError) in try row.unsigned(0) })
        guard let first = found.first, let next = Money.add(first, UInt64(count)) else {
            throw .conflict("the keyset of an output")
        }
        try change(1, "counters taken", "UPDATE keyset SET next_counter = \(next) WHERE id = \(keyset)")
        return first
    }

    /// After a restore: never back.
    mutating func raiseCounter(of keyset: KeysetID, to next: UInt64) throws(WalletError) {
        try change(
            1, "counter raised",
            "UPDATE keyset SET next_counter = max(next_counter, \(next)) WHERE id = \(keyset)")
    }
}

extension WalletKeyset {
    fileprivate init(row: Row) throws(DatabaseError) {
        guard let keys = KeysetKeys(stored: try row.bytes(5)) else { throw .unreadable("the keys of a keyset") }
        self.init(
            id: try row.keysetID(0), unit: try row.unit(1), isActive: try row.integer(2) != 0,
            inputFeePPK: try row.unsigned(3), finalExpiry: try row.optionalUnsigned(4), keys: keys,
            nextCounter: try row.unsigned(6))
    }
}

extension KeysetKeys {
    private static let entryBytes = 41

    fileprivate var stored: [UInt8] {
        zip(amounts, publicKeys).flatMap { amount, key in
            (0..<8).map { UInt8(truncatingIfNeeded: amount >> (56 - 8 * $0)) } + key.bytes.bytes
        }
    }

    fileprivate init?(stored bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: Self.entryBytes) else { return nil }
        var amounts: [UInt64] = []
        var keys: [PublicKey] = []
        for start in stride(from: 0, to: bytes.count, by: Self.entryBytes) {
            guard let key = PublicKey(bytes[start + 8..<start + Self.entryBytes]) else { return nil }
            amounts.append(bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
            keys.append(key)
        }
        self.init(amounts: amounts, publicKeys: keys)
    }
}
