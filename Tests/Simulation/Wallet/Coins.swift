internal import Cashu
internal import CashuCrypto
internal import CashuSecrets

/// Coins that wallets can ask for, made once for all seeds of a program: the n-th secret is always the same.
final class Coins: @unchecked Sendable {  // confined to the scheduler's thread
    struct Blank {
        let secret: Secret
        let r: BlindingFactor
        /// `Y`, as the mint knows it once it is spent.
        let y: PublicKey
        /// `B_`.
        let blinded: PublicKey
    }

    private struct Signature: Hashable {
        let number: Int
        let point: PublicKey
        let keyset: Int
        let amount: UInt64
    }

    static let shared = Coins()
    private var blanks: [Int: Blank] = [:]
    private var unblinded: [Signature: PublicKey] = [:]

    subscript(number: Int) -> Blank {
        if let known = blanks[number] { return known }
        guard let secret = Secret(SHA256.hash("secret \(number)").hex),
            let r = BlindingFactor(SHA256.hash("r \(number)"))
        else { preconditionFailure("64 digits are a secret, and a hash is a scalar") }
        let y = secret.point
        let blank = Blank(secret: secret, r: r, y: y, blinded: Blinding.blind(y, r))
        blanks[number] = blank
        return blank
    }

    /// The coin that a signature makes of a blank; `nil` when the signature is not what it claims to be (NUT-12).
    func proof(_ number: Int, _ signature: BlindSignature) -> Proof? {
        guard let keyset = KeyHolder.shared.number(of: signature.keysetID),
            let key = KeyHolder.shared.keyset(keyset).keys[signature.amount], let dleq = signature.proof
        else { return nil }
        let blank = self[number]
        let name = Signature(number: number, point: signature.point, keyset: keyset, amount: signature.amount)
        var point = unblinded[name]
        if point == nil {
            guard dleq.isValid(for: blank.blinded, signature: signature.point, key: key) else { return nil }
            point = Blinding.unblind(signature.point, blank.r, key: key)
            unblinded[name] = point
        }
        guard let point else { return nil }
        return Proof(
            amount: signature.amount, keysetID: signature.keysetID, secret: blank.secret, signature: point)
    }
}

/// A coin of a wallet.
struct Coin: Sendable {
    let number: Int
    let proof: Proof
    var amount: UInt64 { proof.amount }
    var y: PublicKey { Coins.shared[number].y }
}

/// An output of a wallet, before or after it was signed.
struct Output: Sendable {
    let number: Int
    let message: BlindedMessage
}
