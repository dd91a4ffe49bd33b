internal import Cashu
package import CashuCrypto
package import SignatoryAPI
internal import Synchronization

/// Holds the current snapshot. Reading takes some 30 ns; a snapshot is only ever replaced whole and never backwards.
package final class KeysetBoard: Sendable {
    private let snapshot: Mutex<KeysetSnapshot?>

    package init(_ snapshot: KeysetSnapshot?) {
        self.snapshot = Mutex(snapshot)
    }

    package var current: KeysetSnapshot? {
        snapshot.withLock { $0 }
    }

    /// Puts up a snapshot that `validate` passed and the database holds.
    /// - Returns: `false` when a newer one is there already.
    @discardableResult
    package func publish(_ next: KeysetSnapshot) -> Bool {
        snapshot.withLock { current in
            if let current, current.generation > next.generation { return false }
            current = next
            return true
        }
    }

    /// Everything a publication must satisfy before it is believed. Pure.
    /// - Parameters:
    ///   - known: what this mint accepted last, from its database.
    ///   - pinned: the identity that the operator configured.
    package static func validate(
        _ publication: KeysetPublication, after known: KeysetSnapshot?, pinned: PublicKey?
    ) throws(KeysetRefusal) -> KeysetSnapshot {
        guard publication.isAuthentic else { throw .notAuthentic }
        if let identity = pinned ?? known?.identity, identity != publication.identity { throw .otherSignatory }
        if let known, known.identity != publication.identity { throw .otherSignatory }
        if publication.keysets.isEmpty { throw .empty }
        try checkEach(publication.keysets)
        if let known {
            if publication.generation < known.generation {
                throw .rolledBack(from: known.generation, to: publication.generation)
            }
            if publication.generation == known.generation, publication.digest != known.digest {
                throw .altered(generation: known.generation)
            }
            try checkHistory(of: publication.keysets, after: known)
        }
        return KeysetSnapshot(
            generation: publication.generation, identity: publication.identity, digest: publication.digest,
            keysets: publication.keysets)
    }

    private static func checkEach(_ keysets: [Keyset]) throws(KeysetRefusal) {
        var ids: Set<KeysetID> = []
        var keys: Set<PublicKey> = []
        var activeUnits: Set<CurrencyUnit> = []
        for keyset in keysets {
            guard keyset.idIsGenuine else { throw .idNotGenuine(keyset.id) }
            guard ids.insert(keyset.id).inserted else { throw .duplicateID(keyset.id) }
            guard keyset.keys.amounts.allSatisfy({ $0 <= Money.maximumDenomination }) else {
                throw .denominationTooHigh(keyset.id)
            }
            for key in keyset.keys.publicKeys {
                guard keys.insert(key).inserted else { throw .keyReused(keyset.id) }
            }
            if keyset.state == .active, !activeUnits.insert(keyset.unit).inserted { throw .severalActive(keyset.unit) }
        }
    }

    private static func checkHistory(of keysets: [Keyset], after known: KeysetSnapshot) throws(KeysetRefusal) {
        let next = Dictionary(keysets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for old in known.keysets {
            guard let new = next[old.id] else { throw .vanished(old.id) }
            guard new.unit == old.unit, new.keys == old.keys, new.inputFeePPK == old.inputFeePPK,
                new.finalExpiry == old.finalExpiry
            else { throw .rewritten(old.id) }
            guard old.state.mayBecome(new.state) else { throw .revived(old.id) }
        }
    }
}
