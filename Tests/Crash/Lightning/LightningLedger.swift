import CashuCrypto

/// What a node's own file says of the money that came in and went out. Read without the code that wrote it, so that a
/// mistake there is no mistake here.
protocol LightningLedger: Sendable {
    /// Takes in what was added.
    mutating func read() throws

    /// In satoshi; `nil` when the invoice was not paid.
    func received(_ hash: FixedBytes<32>, at now: UInt64) -> UInt64?

    func outcome(_ hash: FixedBytes<32>, at now: UInt64) -> PaymentFact

    /// Attempts whose money has left, or may have.
    func timesPaid(_ hash: FixedBytes<32>, at now: UInt64) -> Int
}

/// What became of the payment of a hash.
enum PaymentFact: Equatable {
    /// The node has no record of it.
    case none
    case failed
    /// It has failed, and who asks may not be sure of it yet.
    case failedOfLate
    /// Not over, or the node does not say.
    case open
    case settled(msat: UInt64)
}
