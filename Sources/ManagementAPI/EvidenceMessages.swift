/// What is reserved in the name of an operation.
package struct HoldingsMessage: Codable, Sendable {
    package let inputs: UInt64
    package let inputAmount: UInt64
    package let outputs: UInt64
    package let outputAmount: UInt64
    package let signedOutputs: UInt64

    package init(inputs: UInt64, inputAmount: UInt64, outputs: UInt64, outputAmount: UInt64, signedOutputs: UInt64) {
        self.inputs = inputs
        self.inputAmount = inputAmount
        self.outputs = outputs
        self.outputAmount = outputAmount
        self.signedOutputs = signedOutputs
    }
}

/// The quote of a melt.
package struct QuoteMessage: Codable, Sendable {
    package let quote: String
    package let state: String
    package let unit: String
    package let amount: UInt64
    package let amountMsat: UInt64
    package let feeReserve: UInt64
    package let paymentHash: String
    package let invoiceExpiresAt: UInt64?

    package init(
        quote: String, state: String, unit: String, amount: UInt64, amountMsat: UInt64, feeReserve: UInt64,
        paymentHash: String, invoiceExpiresAt: UInt64?
    ) {
        self.quote = quote
        self.state = state
        self.unit = unit
        self.amount = amount
        self.amountMsat = amountMsat
        self.feeReserve = feeReserve
        self.paymentHash = paymentHash
        self.invoiceExpiresAt = invoiceExpiresAt
    }
}

/// What the payment backend says of the attempt at this moment.
package struct BackendMessage: Codable, Sendable {
    package let name: String
    /// `settled`, `failed`, `in-flight`, `unknown` or `not-found`.
    package let says: String
    package let detail: String?

    package init(name: String, says: String, detail: String?) {
        self.name = name
        self.says = says
        self.detail = detail
    }
}

/// When the operation may be released.
package struct ReleaseMessage: Codable, Sendable {
    package let rule: String
    package let explanation: String
    /// When the backend's having no record becomes evidence.
    package let lastMoment: UInt64?

    package init(rule: String, explanation: String, lastMoment: UInt64?) {
        self.rule = rule
        self.explanation = explanation
        self.lastMoment = lastMoment
    }
}
