package import Cashu
package import CashuCrypto

/// A mint as a wallet sees it: one method for each request of NUT-01 to NUT-09. Answers are what the mint said; whoever
/// asks must check them.
package protocol MintClient: Sendable {
    func information() async throws(MintClientError) -> MintInformation
    /// Those with an id of a form that is not known are left out (NUT-02).
    func keysets() async throws(MintClientError) -> [KeysetSummary]
    /// Active or not.
    func keys(of keyset: KeysetID) async throws(MintClientError) -> KeysetContent
    /// Of the active keysets.
    func activeKeys() async throws(MintClientError) -> [KeysetContent]

    func createMintQuote(_ order: MintQuoteOrder) async throws(MintClientError) -> MintQuoteAnswer
    func mintQuote(_ id: String) async throws(MintClientError) -> MintQuoteAnswer
    /// NUT-17: until the mint tells that a quote is paid.
    ///
    /// - Returns: `false` when the time was over before.
    func awaitPayment(ofMintQuote id: String, within patience: Duration) async throws(MintClientError) -> Bool
    func mint(_ request: MintRequest) async throws(MintClientError) -> [BlindSignature]

    func createMeltQuote(_ order: MeltQuoteOrder) async throws(MintClientError) -> MeltQuoteAnswer
    func meltQuote(_ id: String) async throws(MintClientError) -> MeltQuoteAnswer
    /// May take as long as the payment does.
    func melt(_ request: MeltRequest) async throws(MintClientError) -> MeltQuoteAnswer

    func swap(_ request: SwapRequest) async throws(MintClientError) -> [BlindSignature]
    func states(of points: [PublicKey]) async throws(MintClientError) -> [CoinStateAnswer]
    func restore(_ outputs: [BlindedMessage]) async throws(MintClientError) -> RestoreAnswer
}
