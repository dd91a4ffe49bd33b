internal import Cashu
internal import CashuCrypto
internal import MintCore

/// POST /v1/swap (NUT-03).
struct SwapBody {
    private enum Member: String { case inputs, outputs }

    let inputs: [Proof]
    let outputs: [BlindedMessage]

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var inputs: [Proof]?
        var outputs: [BlindedMessage]?
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .inputs: inputs = try reader.inputs(limits)
            case .outputs: outputs = try reader.outputs(atMost: limits.maximumOutputs)
            }
        }
        self.inputs = try reader.required(inputs, "inputs")
        self.outputs = try reader.required(outputs, "outputs")
    }
}

/// POST /v1/mint/{method} (NUT-04, NUT-20).
struct MintBody {
    private enum Member: String { case quote, outputs, signature }

    let quote: String
    let outputs: [BlindedMessage]
    let signature: SchnorrSignature?

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var quote: String?
        var outputs: [BlindedMessage]?
        var signature: SchnorrSignature?
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .quote: quote = try reader.quoteID()
            case .outputs: outputs = try reader.outputs(atMost: limits.maximumOutputs)
            case .signature: signature = try reader.quoteSignature()
            }
        }
        self.quote = try reader.required(quote, "quote")
        self.outputs = try reader.required(outputs, "outputs")
        self.signature = signature
    }
}

/// POST /v1/mint/{method}/batch (NUT-29).
struct MintBatchBody {
    private enum Member: String {
        case quotes, outputs, signatures
        case amounts = "quote_amounts"
    }

    private let quotes: [MintOrder.Quote]
    private let outputs: [BlindedMessage]

    func order(_ method: PaymentMethod) -> MintOrder { MintOrder(method: method, quotes: quotes, outputs: outputs) }

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var quotes: [String]?
        var amounts: [UInt64?]?
        var outputs: [BlindedMessage]?
        var signatures: [SchnorrSignature?]?
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .quotes: quotes = try reader.quoteIDs(limits)
            case .amounts:
                amounts = try reader.forEachQuote(limits) { (reader) throws(NUTError) in
                    try reader.unsignedInteger("quote_amounts")
                }
            case .outputs: outputs = try reader.outputs(atMost: limits.maximumOutputs)
            case .signatures:
                signatures = try reader.forEachQuote(limits) { (reader) throws(NUTError) in
                    try reader.skipNull() ? nil : reader.quoteSignature()
                }
            }
        }
        let ids = try reader.required(quotes, "quotes")
        guard amounts?.count ?? ids.count == ids.count, signatures?.count ?? ids.count == ids.count else {
            throw reader.refusal("quotes, quote_amounts and signatures are not of one length")
        }
        self.quotes = ids.indices.map { index in
            MintOrder.Quote(id: ids[index], amount: amounts?[index], signature: signatures?[index])
        }
        self.outputs = try reader.required(outputs, "outputs")
    }
}

/// POST /v1/melt/{method} (NUT-05, NUT-08).
struct MeltBody {
    private enum Member: String {
        case quote, inputs, outputs
        case prefersAsync = "prefer_async"
    }

    let quote: String
    let inputs: [Proof]
    let outputs: [BlindedMessage]
    let prefersAsync: Bool

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var quote: String?
        var inputs: [Proof]?
        var outputs: [BlindedMessage] = []
        var prefersAsync = false
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .quote: quote = try reader.quoteID()
            case .inputs: inputs = try reader.inputs(limits)
            case .outputs: outputs = try reader.outputs(atMost: limits.maximumOutputs)
            case .prefersAsync: prefersAsync = try reader.boolean("prefer_async")
            }
        }
        self.quote = try reader.required(quote, "quote")
        self.inputs = try reader.required(inputs, "inputs")
        self.outputs = outputs
        self.prefersAsync = prefersAsync
    }
}

extension JSONReader {
    mutating func quoteIDs(_ limits: MintLimits) throws(NUTError) -> [String] {
        try forEachQuote(limits) { (reader) throws(NUTError) in try reader.quoteID() }
    }

    /// A list that has something for each quote of a batch.
    fileprivate mutating func forEachQuote<Element>(
        _ limits: MintLimits, _ element: (inout JSONReader) throws(NUTError) -> Element
    ) throws(NUTError) -> [Element] {
        let tooMany = NUTError(.maximumBatchExceeded, "more than \(limits.maximumBatch) quotes")
        return try array(atMost: limits.maximumBatch, orRefuse: tooMany, element)
    }

    fileprivate mutating func quoteID() throws(NUTError) -> String {
        try string("quote", atMost: Route.maximumQuoteBytes)
    }

    fileprivate mutating func quoteSignature() throws(NUTError) -> SchnorrSignature {
        guard let signature = SchnorrSignature(hex: try string("signature", atMost: 128)) else {
            throw NUTError(.quoteSignatureInvalid, "signature is not 64 bytes in hex")
        }
        return signature
    }
}

/// POST /v1/auth/blind/mint (NUT-22).
struct BlindMintBody {
    private enum Member: String { case outputs }

    let outputs: [BlindedMessage]

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var outputs: [BlindedMessage]?
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .outputs: outputs = try reader.outputs(atMost: limits.maximumOutputs)
            }
        }
        self.outputs = try reader.required(outputs, "outputs")
    }
}
