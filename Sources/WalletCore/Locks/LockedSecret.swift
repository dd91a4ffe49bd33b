package import Cashu
package import CashuCrypto
package import CashuSecrets

/// What a locked output is made of. It cannot be derived from the seed, so it is kept until the output is a coin.
package struct LockedSecret: Sendable, Hashable {
    package let secret: Secret
    package let r: BlindingFactor
    /// NUT-28: of the keys in the secret, when those are blinded.
    package let ephemeralKey: PublicKey?

    package init(secret: Secret, r: BlindingFactor, ephemeralKey: PublicKey?) {
        self.secret = secret
        self.r = r
        self.ephemeralKey = ephemeralKey
    }
}

extension CoinLock {
    /// One for each of `count` coins.
    ///
    /// - Parameter isBlinded: whether the receivers' keys are hidden (NUT-28).
    func secrets(_ count: Int, isBlinded: Bool) throws(LockError) -> [LockedSecret] {
        // Of a payee's making, perhaps: what no mint can read would be locked for ever.
        _ = try ConditionKeys(self)
        // NUT-28: with SIG_ALL all coins must have the same keys, so they share the ephemeral one.
        let shared = isBlinded && signsAll ? try blinded(with: .random()) : nil
        var secrets: [LockedSecret] = []
        for _ in 0..<count {
            let (lock, ephemeral) =
                if let shared { shared } else if isBlinded { try blinded(with: .random()) } else { (self, nil) }
            guard let secret = lock.secret() else { throw .tooLong }
            secrets.append(LockedSecret(secret: secret, r: .random(), ephemeralKey: ephemeral))
        }
        return secrets
    }

    /// With every key moved by the factor of its slot: `data` is slot 0, also where it is a hash and stays.
    private func blinded(with ephemeral: SigningKey) throws(LockError) -> (CoinLock, PublicKey?) {
        let terms = try ConditionKeys(self)
        var moved: [String: String] = [:]
        for (slot, key) in terms.slots {
            guard let blinded = BlindedKeys.move(key, slot: slot, ephemeral: ephemeral) else { throw .tooManyKeys }
            moved["\(slot)"] = blinded.hex
        }
        var slot = 1
        let tags = tags.map { tag in
            guard ["pubkeys", "refund"].contains(tag.first) else { return tag }
            return tag.enumerated().map { position, text in
                guard position > 0 else { return text }
                defer { slot += 1 }
                return moved["\(slot)"] ?? text
            }
        }
        let lock = CoinLock(kind: kind, data: moved["0"] ?? data, tags: tags)
        return (lock, ephemeral.publicKey)
    }
}
