internal import Cashu
internal import CashuCrypto

/// What must be shown to spend a proof, besides its being genuine: NUT-11 and NUT-14.
///
/// There are two ways. The owner's is always open: a preimage if there is a hash, and signatures of the owner's keys.
/// The refund opens after the locktime: signatures of its keys, or nothing at all when the secret names none.
/// Signatures of the one count nothing on the other.
struct SpendingCondition: Sendable {
    let terms: ConditionTerms
    /// SHA-256 of the preimage that the owner must show (HTLC).
    let hash: FixedBytes<32>?
    /// `nil` when the preimage is enough: an HTLC without `pubkeys`.
    let owner: KeyQuorum?
    /// Unix seconds. `nil`: the refund never opens.
    let locktime: UInt64?
    /// `nil` when anybody may spend after the locktime: there is no tag `refund`.
    let refund: KeyQuorum?
    /// SIG_ALL: the signatures of the first input are over the whole transaction.
    let signsAll: Bool

    /// `nil` for an ordinary secret. A malformed secret is refused whatever way it could be spent by.
    init?(_ secret: Secret) throws(NUTError) {
        guard let terms = try ConditionTerms(secret) else { return nil }
        let tags = try ConditionTags(terms.tags)
        self.terms = terms
        signsAll = try tags.signsAll()
        locktime = tags.locktime

        let named = tags.keys(.pubkeys)
        let threshold = try tags.threshold(.threshold)
        switch terms.kind {
        case .publicKeys:
            hash = nil
            owner = try KeyQuorum([terms.data] + (named ?? []), threshold: threshold)
        case .hashLock:
            hash = try Self.hash(terms.data)
            let quorum = try KeyQuorum(named ?? [], threshold: threshold)
            owner = named == nil ? nil : quorum
        }

        let refundKeys = tags.keys(.refund)
        let refundQuorum = try KeyQuorum(refundKeys ?? [], threshold: try tags.threshold(.refundThreshold))
        refund = refundKeys == nil ? nil : refundQuorum
    }

    /// The locktime itself still belongs to the owner.
    func isRefundOpen(at now: UInt64) -> Bool {
        guard let locktime else { return false }
        return now > locktime
    }

    /// Whether `preimage`, 64 hex digits, is the one; always when none is asked for.
    func accepts(preimage: [UInt8]?) -> Bool {
        guard let hash else { return true }
        guard let digits = preimage, digits.count == 64,
            let bytes = Hex.decode(digits: digits[...], maximumBytes: 32)
        else { return false }
        return SHA256.hash(bytes) == hash
    }

    private static func hash(_ digits: [UInt8]) throws(NUTError) -> FixedBytes<32> {
        guard let hash = Hex.decode(digits: digits[...], maximumBytes: 32).flatMap({ FixedBytes<32>($0) }) else {
            throw .malformedCondition("data is not a hash of 32 bytes in hex")
        }
        return hash
    }
}
