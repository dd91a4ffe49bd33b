internal import ArgumentParser
internal import Cashu
internal import CashuCrypto
internal import Glibc
internal import WalletCore

/// What a sent token is locked to.
struct LockOptions: ParsableArguments {
    @Option(help: "Lock to the owner of this key: 66 hex digits. (NUT-11)")
    var p2pk: PublicKey?

    @Option(help: "Lock to who knows the preimage of this SHA-256: 64 hex digits. (NUT-14)")
    var htlc: HashOption?

    @Option(
        name: .customLong("pubkey"), parsing: .singleValue,
        help: "A further key that may sign; of an HTLC one that must. May be repeated.")
    var keys: [PublicKey] = []

    @Option(name: .customLong("n-sigs"), help: "How many of the keys must sign. (default: 1)")
    var threshold: Int?

    @Option(help: "When the lock ends: Unix seconds, or +N seconds from now.")
    var locktime: TimeOption?

    @Option(
        name: .customLong("refund"), parsing: .singleValue,
        help: "Who may spend after the locktime; may be repeated. (default: this wallet)")
    var refundKeys: [PublicKey] = []

    @Option(name: .customLong("n-sigs-refund"), help: "How many of the refund's keys must sign. (default: 1)")
    var refundThreshold: Int?

    @Flag(name: .customLong("sig-all"), help: "The signature must be over the whole transaction (SIG_ALL).")
    var signsAll = false

    @Flag(help: "Hide the receiver's keys from the mint (NUT-28). The receiver's wallet must know that.")
    var blind = false

    mutating func validate() throws {
        guard p2pk == nil || htlc == nil else { throw ValidationError("--p2pk and --htlc exclude each other.") }
        let isLocked = p2pk != nil || htlc != nil
        let isTermed =
            !keys.isEmpty || threshold != nil || locktime != nil || !refundKeys.isEmpty || refundThreshold != nil
            || signsAll || blind
        guard isLocked || !isTermed else { throw ValidationError("Lock to what? Say --p2pk or --htlc.") }
    }

    /// `nil` when nothing is to be locked. After the locktime the sender gets the money back, unless somebody else is
    /// named: without any key it would be everybody's.
    func terms(_ store: WalletStore) async throws(WalletError) -> CoinLock? {
        let target: LockTerms.Target
        if let p2pk {
            target = .publicKey(p2pk)
        } else if let htlc {
            target = .hash(htlc.hash)
        } else {
            return nil
        }
        var terms = LockTerms(target)
        terms.keys = keys
        terms.threshold = threshold
        terms.locktime = locktime?.seconds
        terms.refundKeys = refundKeys
        if locktime != nil, refundKeys.isEmpty { terms.refundKeys = [try await store.lockKey(isFresh: false)] }
        terms.refundThreshold = refundThreshold
        terms.signsAll = signsAll
        do { return try terms.lock() } catch { throw .lock(error) }
    }
}

struct HashOption: ExpressibleByArgument {
    let hash: FixedBytes<32>

    init?(argument: String) {
        guard let hash = FixedBytes<32>(hex: argument) else { return nil }
        self.hash = hash
    }
}

struct TimeOption: ExpressibleByArgument {
    let seconds: UInt64

    init?(argument: String) {
        guard let number = UInt64(argument.drop { $0 == "+" }), number <= Money.maximum else { return nil }
        seconds = argument.hasPrefix("+") ? UInt64(time(nil)) + number : number
    }
}

extension PublicKey: ExpressibleByArgument {
    public init?(argument: String) { self.init(hex: argument) }
}
