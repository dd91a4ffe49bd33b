import CashuCrypto
import Lightning
import ProcessTestSupport

/// A mint quote that a wallet asked for.
struct Invoice: Sendable {
    let quote: String
    let amount: UInt64
    let request: String
    /// Unix seconds.
    let expiry: UInt64
    let paymentHash: FixedBytes<32>

    init(_ quote: Purse.MintQuote, amount: UInt64) throws {
        self.quote = quote.quote
        self.amount = amount
        request = quote.request
        expiry = quote.expiry
        paymentHash = try Bolt11Invoice(parsing: quote.request).paymentHash
    }
}
