package import CashuCrypto

/// What a sender says about a lock, checked before any coin is made with it: a mint takes a malformed condition for
/// good and then lets nobody spend it.
package struct LockTerms: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        case publicKey(PublicKey)
        /// SHA-256 of the preimage that the receiver must show.
        case hash(FixedBytes<32>)
    }

    package var target: Target
    /// Beside the target's.
    package var keys: [PublicKey] = []
    /// How many of the keys must sign; `nil`: one.
    package var threshold: Int?
    /// Unix seconds.
    package var locktime: UInt64?
    /// Who may spend after the locktime.
    package var refundKeys: [PublicKey] = []
    package var refundThreshold: Int?
    /// Whether the signatures must be over the whole transaction.
    package var signsAll = false

    package init(_ target: Target) { self.target = target }

    package func lock() throws(LockError) -> CoinLock {
        var tags: [[String]] = []
        let main: [PublicKey]
        let (kind, data): (String, String)
        switch target {
        case .publicKey(let key): (kind, data, main) = (CoinLock.publicKeys, key.hex, [key] + keys)
        case .hash(let hash): (kind, data, main) = (CoinLock.hash, hash.hex, keys)
        }
        try Self.check(main, threshold)
        try Self.check(refundKeys, refundThreshold)
        // Without a time the refund would never open, although the sender thinks that it does.
        guard locktime != nil || refundKeys.isEmpty else { throw .refundWithoutLocktime }
        if !keys.isEmpty { tags.append(["pubkeys"] + keys.map(\.hex)) }
        if let threshold { tags.append(["n_sigs", String(threshold)]) }
        if let locktime { tags.append(["locktime", String(locktime)]) }
        if !refundKeys.isEmpty { tags.append(["refund"] + refundKeys.map(\.hex)) }
        if let refundThreshold { tags.append(["n_sigs_refund", String(refundThreshold)]) }
        if signsAll { tags.append(["sigflag", "SIG_ALL"]) }
        let lock = CoinLock(kind: kind, data: data, tags: tags)
        guard lock.secret() != nil else { throw .tooLong }
        return lock
    }

    /// BIP-340 sees no parity: 02… and 03… are one key.
    private static func check(_ keys: [PublicKey], _ threshold: Int?) throws(LockError) {
        guard Set(keys.map(\.xOnly)).count == keys.count else { throw .keyTwice }
        guard let threshold else { return }
        guard (1...max(keys.count, 1)).contains(threshold), !keys.isEmpty else { throw .threshold }
    }
}

/// Why coins cannot be locked or unlocked.
package enum LockError: Error, Sendable, Hashable {
    case keyTwice
    case threshold
    case refundWithoutLocktime
    case tooLong
    /// A condition of another kind, or with a part that cannot be read: a mint would lock the coin for ever.
    case malformed
    /// More keys than NUT-28 has slots for.
    case tooManyKeys
    /// None of this wallet's keys, or too few of them.
    case noKey
    case noPreimage
    /// Several conditions that sign the whole transaction cannot stand in one.
    case mixed
}

extension LockError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keyTwice: "a key stands twice in the lock"
        case .threshold: "the lock asks for more signatures than it has keys, or for none"
        case .refundWithoutLocktime: "a refund needs a locktime"
        case .tooLong: "the lock is longer than mints accept"
        case .malformed: "the lock is malformed"
        case .tooManyKeys: "the lock has more keys than can be blinded"
        case .noKey: "the coins are locked to keys that this wallet does not have, or not enough of them"
        case .noPreimage: "the coins are locked to a hash: give its preimage"
        case .mixed: "the coins are locked in different ways that cannot be spent together"
        }
    }
}
