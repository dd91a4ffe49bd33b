internal import Cashu
internal import CashuCrypto

/// Keys of which some must sign (NUT-11). Keys are counted, not signatures.
struct KeyQuorum: Sendable {
    private let keys: [PublicKey]
    private let threshold: Int

    /// - Parameters:
    ///   - digits: compressed keys in hex. A secret has room for 14.
    ///   - threshold: as the tag says; one key when there is no tag. Without any key nobody can sign.
    init(_ digits: some Collection<[UInt8]>, threshold: UInt64?) throws(NUTError) {
        var keys: [PublicKey] = []
        for digits in digits {
            guard let key = PublicKey(hexDigits: digits[...]) else {
                throw .malformedCondition("a key is not 33 bytes of a point on secp256k1 in hex")
            }
            keys.append(key)
        }
        // BIP-340 sees no parity: 02… and 03… are one key.
        guard Set(keys.map(\.xOnly)).count == keys.count else {
            throw .malformedCondition("a key stands twice in one way to spend")
        }
        guard threshold ?? 0 <= UInt64(keys.count) else {
            throw .malformedCondition("a threshold is above the number of keys")
        }
        self.keys = keys
        self.threshold = threshold.map { Int($0) } ?? 1
    }

    /// Whether enough keys have signed `digest`. Signatures that are nobody's do no harm.
    func isMet(
        by signatures: [SchnorrSignature], over digest: FixedBytes<32>, _ budget: inout SignatureBudget
    ) throws(NUTError) -> Bool {
        guard signatures.count >= threshold else { return false }
        var waiting = keys
        for signature in signatures {
            for (position, key) in waiting.enumerated() {
                try budget.spend()
                guard signature.isValid(for: digest, key: key) else { continue }
                waiting.remove(at: position)
                if keys.count - waiting.count == threshold { return true }
                break
            }
        }
        return false
    }
}

/// How many pairs of signature and key one request may have tried, some 45 µs each. A single input can name 14 keys and
/// bring 7 signatures that fit none; a thousand of those would hold a processor for seconds.
struct SignatureBudget {
    private var left: Int

    /// Two of three takes five tries at worst, three of five takes twelve. What takes more has the first thousand.
    init(inputs: Int) { left = 1_024 + 16 * inputs }

    mutating func spend() throws(NUTError) {
        guard left > 0 else { throw .unmetCondition("too many signatures to try in one request") }
        left -= 1
    }
}
