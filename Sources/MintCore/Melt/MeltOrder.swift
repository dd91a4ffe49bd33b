internal import Cashu

/// One melt request (NUT-05, NUT-08).
struct MeltOrder: Sendable {
    let method: PaymentMethod
    let quote: String
    let inputs: [Proof]
    let outputs: [BlindedMessage]
    /// Whether its wallet does not want to wait for the payment.
    let prefersAsync: Bool
    let digest: RequestDigest

    init(
        method: PaymentMethod = .bolt11, quote: String, inputs: [Proof], outputs: [BlindedMessage], prefersAsync: Bool
    ) {
        self.method = method
        self.quote = quote
        self.inputs = inputs
        self.outputs = outputs
        self.prefersAsync = prefersAsync
        digest = .melt(quote: quote, inputs: inputs, outputs: outputs)
    }
}
