package import Cashu
package import CashuCrypto
internal import CashuSecrets
internal import Glibc
internal import Storage

extension Wallet {
    /// The inputs of an operation with the witnesses that they need. What can no longer be spent undoes the operation:
    /// nothing was sent.
    func unlocked(
        _ operation: WalletOperation, _ outputs: [BlindedMessage]
    ) async throws(WalletError) -> [Proof] {
        do throws(WalletError) {
            return try await unlock(operation.inputs, outputs)
        } catch {
            try await undo(operation)
            throw error
        }
    }

    func unlock(_ coins: [Coin], _ outputs: [BlindedMessage]) async throws(WalletError) -> [Proof] {
        guard coins.contains(where: \.isLocked) else { return coins.map(\.proof) }
        let unlocking = Unlocking(keys: try await store.lockKeys(), now: UInt64(time(nil)))
        do { return try unlocking.inputs(coins, outputs: outputs) } catch { throw .lock(error) }
    }

    /// The tokens that were sent and that nobody has spent: one of all that is free, and one of each lock.
    package func sentTokens(_ unit: CurrencyUnit) async throws(WalletError) -> [Token] {
        let coins = try await unspentSentCoins(isForeign: false, unit)
        let groups = Dictionary(grouping: coins) { CoinLock($0.proof.secret) }
        return groups.values.map { group in
            token(group.sorted { $0.amount < $1.amount }, unit, nil)
        }.sorted { ($0.amount ?? 0) < ($1.amount ?? 0) }
    }
}

extension WalletStore {
    /// Keys to which coins may be locked beside those that were given out by this copy: after a restore nobody knows
    /// how many there were.
    private static let spareKeys: UInt32 = 20

    /// The key that was given out last; the first is given out from the beginning.
    ///
    /// - Parameter isFresh: whether it must be one that nobody knows.
    package func lockKey(isFresh: Bool) async throws(WalletError) -> PublicKey {
        let next = try await database.transaction { (transaction) throws(WalletError) in
            if isFresh {
                try transaction.change(1, "lock key taken", "UPDATE wallet SET next_lock_key = next_lock_key + 1")
            }
            return try transaction.nextLockKey()
        }
        return try lockKey(next - 1).publicKey
    }

    func lockKeys() async throws(WalletError) -> [SigningKey] {
        let next = try await database.transaction { (transaction) throws(WalletError) in
            try transaction.nextLockKey()
        }
        return try (0..<next + Self.spareKeys).map { (index) throws(WalletError) in try lockKey(index) }
    }

    private func lockKey(_ index: UInt32) throws(WalletError) -> SigningKey {
        do { return try LockKey.derive(master: master, index: index) } catch { throw .derivation(error) }
    }
}

extension WriteTransaction {
    fileprivate mutating func nextLockKey() throws(WalletError) -> UInt32 {
        let found = try decode(rows("SELECT next_lock_key FROM wallet")) { (row) throws(DatabaseError) in
            try row.unsigned(0)
        }
        guard let next = found.first.flatMap({ UInt32(exactly: $0) }), next > 0, next < 1 << 30 else {
            throw .conflict("the next lock key")
        }
        return next
    }
}

extension OutputAmounts {
    /// The secrets of the outputs that are for the token, by position.
    func locked(_ lock: CoinLock?, _ isBlinded: Bool) throws(WalletError) -> [Int: LockedSecret] {
        guard let lock else { return [:] }
        let positions = isForToken.indices.filter { isForToken[$0] }
        do {
            return Dictionary(
                uniqueKeysWithValues: zip(positions, try lock.secrets(positions.count, isBlinded: isBlinded)))
        } catch {
            throw .lock(error)
        }
    }
}

extension Coin {
    var isLocked: Bool { CoinLock(proof.secret) != nil }

    /// With a preimage to show, where the lock asks for one.
    func with(_ preimage: FixedBytes<32>?) -> Coin {
        guard let preimage, CoinLock(proof.secret)?.kind == CoinLock.hash else { return self }
        var witness = proof.witness.flatMap { Witness($0) } ?? Witness()
        witness.preimage = preimage.hex
        let unlocked = Proof(
            amount: proof.amount, keysetID: proof.keysetID, secret: proof.secret, signature: proof.signature,
            witness: witness.text)
        return Coin(proof: unlocked, link: link, ephemeralKey: ephemeralKey)
    }
}
