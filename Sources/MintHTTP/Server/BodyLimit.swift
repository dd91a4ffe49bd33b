internal import MintCore

/// How many bytes the body of each request may have. Follows from how many elements it may have; an input with an
/// unusually long secret finds its room where others leave some.
struct BodyLimit {
    private static let perInput = 1_024
    private static let perOutput = 256
    private static let perPoint = 80
    /// Its id, its amount and a signature.
    private static let perQuote = 320
    private static let base = 16_384

    private let limits: MintLimits

    init(_ limits: MintLimits) { self.limits = limits }

    subscript(route: Route) -> Int {
        switch route {
        case .swap, .melt: transaction(inputs: limits.maximumInputs)
        case .mint: transaction(inputs: 0)
        case .mintBatch: transaction(inputs: 0) + limits.maximumBatch * Self.perQuote
        case .mintQuoteChecks: Self.base + limits.maximumBatch * Self.perQuote
        case .checkState: Self.base + limits.maximumStateChecks * Self.perPoint
        case .restore: Self.base + limits.maximumRestore * Self.perOutput
        case .mintQuotes: Self.base + limits.maximumDescriptionBytes
        case .meltQuotes: Self.base + limits.maximumInvoiceBytes
        case .blindMint: transaction(inputs: 0)
        case .keys, .keysetKeys, .keysets, .information, .mintQuote, .meltQuote, .subscriptions, .blindKeys,
            .blindKeysetKeys, .blindKeysets, .health, .ready:
            0
        }
    }

    private func transaction(inputs: Int) -> Int {
        Self.base + inputs * Self.perInput + limits.maximumOutputs * Self.perOutput
    }
}
