internal import Cashu
internal import CashuCrypto

/// Whether the spending conditions of a request's inputs are met (NUT-10).
struct ConditionCheck {
    private let inputs: [Proof]
    private let outputs: [BlindedMessage]
    private let quote: String?
    private let now: UInt64
    private var budget: SignatureBudget

    /// - Parameters:
    ///   - outputs: with the amounts that were sent, also those of blank outputs.
    ///   - quote: of a melt.
    ///   - now: Unix seconds.
    static func run(
        inputs: [Proof], outputs: [BlindedMessage], quote: String? = nil, now: UInt64
    ) throws(NUTError) {
        guard inputs.contains(where: { ConditionTerms.mayStand(in: $0.secret) }) else { return }
        var check = ConditionCheck(inputs: inputs, outputs: outputs, quote: quote, now: now)
        try check.run()
    }

    private init(inputs: [Proof], outputs: [BlindedMessage], quote: String?, now: UInt64) {
        self.inputs = inputs
        self.outputs = outputs
        self.quote = quote
        self.now = now
        budget = SignatureBudget(inputs: inputs.count)
    }

    private mutating func run() throws(NUTError) {
        let conditions = try inputs.map { (input) throws(NUTError) in try SpendingCondition(input.secret) }
        if conditions.contains(where: { $0?.signsAll == true }) { return try checkTogether(conditions) }
        for (input, condition) in zip(inputs, conditions) {
            guard let condition else { continue }
            try check(condition, input.witness) { SHA256.hash(input.secret.bytes) }
        }
    }

    /// SIG_ALL of one input is SIG_ALL of all, and the first one's witness speaks for all.
    private mutating func checkTogether(_ conditions: [SpendingCondition?]) throws(NUTError) {
        guard let first = conditions[0], conditions.allSatisfy({ $0?.terms == first.terms }) else {
            throw .unmetCondition("with SIG_ALL every input must have the same kind, data and tags")
        }
        let digest = Self.digest(inputs, outputs, quote: quote)
        try check(first, inputs[0].witness) { digest }
    }

    private mutating func check(
        _ condition: SpendingCondition, _ text: String?, over digest: () -> FixedBytes<32>
    ) throws(NUTError) {
        let isRefundOpen = condition.isRefundOpen(at: now)
        if isRefundOpen, condition.refund == nil { return }
        guard let text else { throw .unmetCondition("there is no witness") }
        guard let witness = ConditionWitness(text) else { throw .unmetCondition("the witness is malformed") }
        let hasPreimage = condition.accepts(preimage: witness.preimage)
        if hasPreimage {
            guard let owner = condition.owner else { return }
            if try owner.isMet(by: witness.signatures, over: digest(), &budget) { return }
        }
        if isRefundOpen, let refund = condition.refund,
            try refund.isMet(by: witness.signatures, over: digest(), &budget)
        {
            return
        }
        throw .unmetCondition(hasPreimage ? "too few of its keys have signed" : "there is no preimage of its hash")
    }

    /// NUT-11: `secret || C` of every input, `amount || B_` of every output, the quote's id. Points are the lower-case
    /// hex that wallets send: what was signed over upper case is refused.
    static func digest(_ inputs: [Proof], _ outputs: [BlindedMessage], quote: String?) -> FixedBytes<32> {
        var hash = SHA256()
        for input in inputs {
            hash.update(input.secret.bytes)
            hash.update(input.signature.hex)
        }
        for output in outputs {
            hash.update(String(output.amount))
            hash.update(output.point.hex)
        }
        if let quote { hash.update(quote) }
        return hash.finish()
    }
}
