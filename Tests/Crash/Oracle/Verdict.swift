import Cashu

/// What became of a request.
enum Verdict {
    /// Wholly. With what was signed, in the order of the outputs.
    case done([BlindSignature])
    /// Nothing of it.
    case undone
    /// It may stay as it is for now: the payment is not over, or nobody can know yet.
    case open
    /// Neither, for the moment; it may be on its way. What is still so after a while is a fault.
    case between(Damage)
}

/// What a request that stays between would cost.
struct Damage {
    var why: String
    /// Taken from a wallet that has nothing for it, in satoshi.
    var lost: UInt64 = 0
    /// Signed for nothing, or given back after it was paid, in satoshi.
    var doubled: UInt64 = 0
    /// Neither spent nor free.
    var isStuck = false
}
