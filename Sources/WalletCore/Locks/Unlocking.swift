internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import FoundationEssentials

/// Makes the witnesses of locked inputs (NUT-11, NUT-14, NUT-28) with this wallet's keys.
struct Unlocking {
    let keys: [SigningKey]
    /// Unix seconds.
    let now: UInt64

    /// The inputs as they go to the mint.
    ///
    /// - Throws: `LockError` when one of them cannot be spent by this wallet, or not now.
    func inputs(
        _ coins: [Coin], outputs: [BlindedMessage], quote: String? = nil
    ) throws(LockError) -> [Proof] {
        let locks = coins.map { CoinLock($0.proof.secret) }
        guard locks.contains(where: { $0?.signsAll == true }) else {
            return try zip(coins, locks).map { (coin, lock) throws(LockError) in
                guard let lock else { return coin.proof }
                return coin.proof.with(try witness(lock, coin, SHA256.hash(coin.proof.secret.bytes)))
            }
        }
        // The first one's witness speaks for all, which must be locked in the same way.
        guard let first = locks.first.flatMap({ $0 }), locks.allSatisfy({ $0 == first }) else { throw .mixed }
        let text = try witness(first, coins[0], Self.digest(coins, outputs, quote))
        return [coins[0].proof.with(text)] + coins.dropFirst().map { $0.proof.with(nil) }
    }

    /// `nil` where nothing has to be shown.
    private func witness(_ lock: CoinLock, _ coin: Coin, _ digest: FixedBytes<32>) throws(LockError) -> String? {
        let terms = try ConditionKeys(lock)
        let given = coin.proof.witness.flatMap { Witness($0) } ?? Witness()
        let hasPreimage = !terms.needsPreimage || given.preimage.flatMap(Self.hash) == lock.data.lowercased()
        if hasPreimage {
            let signatures = sign(terms.main, terms.threshold, coin, digest, given)
            if signatures.count >= terms.threshold {
                return Witness(preimage: given.preimage, signatures: signatures).text
            }
        }
        guard let locktime = terms.locktime, now > locktime else { throw hasPreimage ? .noKey : .noPreimage }
        guard !terms.isFreeAfterwards else { return nil }
        let signatures = sign(terms.refund, terms.refundThreshold, coin, digest, given)
        guard signatures.count >= terms.refundThreshold else { throw .noKey }
        return Witness(preimage: nil, signatures: signatures).text
    }

    private static func hash(_ preimage: String) -> String? {
        FixedBytes<32>(hex: preimage).map { SHA256.hash($0.bytes).hex }
    }

    /// Signatures of different keys: those that came with the coin and are good, and then this wallet's own.
    private func sign(
        _ slots: [ConditionKeys.Slot], _ threshold: Int, _ coin: Coin, _ digest: FixedBytes<32>, _ given: Witness
    ) -> [String] {
        var signatures: [String] = []
        for (slot, key) in slots where signatures.count < threshold {
            if let theirs = given.schnorr.first(where: { $0.isValid(for: digest, key: key) }) {
                signatures.append(theirs.bytes.hex)
            } else if let own = own(key, slot, coin.ephemeralKey) {
                signatures.append(own.sign(digest).bytes.hex)
            }
        }
        return signatures
    }

    private func own(_ key: PublicKey, _ slot: Int, _ ephemeral: PublicKey?) -> SigningKey? {
        for candidate in keys {
            if candidate.publicKey.xOnly == key.xOnly { return candidate }
            if let ephemeral, let moved = candidate.moved(to: key, ephemeral: ephemeral, slot: slot) { return moved }
        }
        return nil
    }

    /// NUT-11, SIG_ALL: secrets and signatures of the inputs, amounts and points of the outputs, the quote of a melt.
    private static func digest(_ coins: [Coin], _ outputs: [BlindedMessage], _ quote: String?) -> FixedBytes<32> {
        var hash = SHA256()
        for coin in coins {
            hash.update(coin.proof.secret.bytes)
            hash.update(coin.proof.signature.hex)
        }
        for output in outputs {
            hash.update(String(output.amount))
            hash.update(output.point.hex)
        }
        if let quote { hash.update(quote) }
        return hash.finish()
    }
}

/// `{"preimage": …, "signatures": […]}`
struct Witness: Codable {
    var preimage: String?
    var signatures: [String]?

    init(preimage: String? = nil, signatures: [String] = []) {
        self.preimage = preimage
        self.signatures = signatures.isEmpty ? nil : signatures
    }

    /// `nil` for what is no witness of these kinds.
    init?(_ text: String) {
        guard let witness = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = witness
    }

    var text: String {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("texts are JSON: \(error)")
        }
    }

    var schnorr: [SchnorrSignature] {
        (signatures ?? []).compactMap { FixedBytes<64>(hex: $0).map { SchnorrSignature($0) } }
    }
}

extension Proof {
    fileprivate func with(_ witness: String?) -> Proof {
        Proof(amount: amount, keysetID: keysetID, secret: secret, signature: signature, witness: witness)
    }
}
