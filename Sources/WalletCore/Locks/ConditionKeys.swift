internal import CashuCrypto

/// The keys of a lock with their slots (NUT-28), and what else decides who can spend (NUT-11, NUT-14).
struct ConditionKeys: Sendable {
    typealias Slot = (slot: Int, key: PublicKey)

    /// Of the receiver. None in an HTLC that asks for the preimage alone.
    let main: [Slot]
    let refund: [Slot]
    let threshold: Int
    let refundThreshold: Int
    /// Whether anybody may spend after the locktime.
    let isFreeAfterwards: Bool
    let locktime: UInt64?
    let needsPreimage: Bool

    init(_ lock: CoinLock) throws(LockError) {
        needsPreimage = lock.kind == CoinLock.hash
        guard needsPreimage || lock.kind == CoinLock.publicKeys else { throw .malformed }
        var first: [Slot] = []
        if !needsPreimage { first = [(0, try Self.key(lock.data))] }
        // Slots go on in the order `data`, `pubkeys`, `refund`.
        let keys = try Self.keys(lock.values("pubkeys"), from: 1)
        main = first + keys
        refund = try Self.keys(lock.values("refund"), from: 1 + keys.count)
        threshold = try Self.number(lock.values("n_sigs")) ?? (main.isEmpty ? 0 : 1)
        refundThreshold = try Self.number(lock.values("n_sigs_refund")) ?? 1
        isFreeAfterwards = lock.values("refund") == nil
        locktime = lock.values("locktime")?.first.flatMap { UInt64($0) }
        guard threshold <= main.count else { throw .malformed }
    }

    var slots: [Slot] { main + refund }

    private static func keys(_ texts: ArraySlice<String>?, from slot: Int) throws(LockError) -> [Slot] {
        var keys: [Slot] = []
        for text in texts ?? [] { keys.append((slot + keys.count, try key(text))) }
        return keys
    }

    private static func key(_ text: String) throws(LockError) -> PublicKey {
        guard let key = PublicKey(hex: text) else { throw .malformed }
        return key
    }

    private static func number(_ values: ArraySlice<String>?) throws(LockError) -> Int? {
        guard let values else { return nil }
        guard values.count == 1, let number = values.first.flatMap({ Int($0) }), number > 0 else { throw .malformed }
        return number
    }
}

extension CoinLock {
    /// Whether the signatures are over the whole transaction (NUT-11).
    var signsAll: Bool { values("sigflag")?.first == "SIG_ALL" }
}
