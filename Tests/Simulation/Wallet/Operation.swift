internal import Cashu
internal import CashuCrypto

/// What a wallet has asked for, written down before it is sent, as the oracle wants to know it.
final class Operation: @unchecked Sendable {  // confined to the scheduler's thread
    enum Kind: String { case swap, mint, melt }

    let kind: Kind
    let inputs: [Coin]
    let outputs: [Output]
    let quoteID: String?

    init(_ kind: Kind, inputs: [Coin], outputs: [Output], quoteID: String? = nil) {
        self.kind = kind
        self.inputs = inputs
        self.outputs = outputs
        self.quoteID = quoteID
    }

    var proofs: [Proof] { inputs.map(\.proof) }
    var messages: [BlindedMessage] { outputs.map(\.message) }
}
