import Cashu
import CashuCrypto

/// A proof with its `Y`, which takes a while to compute and is asked for again and again.
struct Coin: Sendable {
    let proof: Proof
    /// In hex.
    let point: String

    init(_ proof: Proof) {
        self.proof = proof
        point = proof.secret.point.hex
    }
}

extension Sequence<Coin> {
    var total: UInt64 { reduce(0) { $0 + $1.proof.amount } }
}
