import CashuCrypto

/// A melt quote that a wallet is about to use.
struct Payment: Sendable {
    let quote: String
    let amount: UInt64
    let feeReserve: UInt64
    let paymentHash: FixedBytes<32>
    /// Of an invoice of this mint, which no node is asked to pay.
    let isInside: Bool
    /// What the fake backend is told to do with it.
    let script: String
}
