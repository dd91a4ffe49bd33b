import CashuCrypto
import CashuSecrets
import Cashu
import Testing

extension [TestCoin] {
    /// What a subscription to them filters by.
    var points: [String] { map(\.secret.point.hex) }
}

extension TestOutput {
    /// The Y of a coin that nobody has.
    static var randomPoint: String {
        guard let secret = Secret(FixedBytes<32>.random().hex) else { preconditionFailure("64 digits are a secret") }
        return secret.point.hex
    }
}

extension TestMint {
    /// The id of a new melt quote of 10 sat.
    /// - Parameter fate: what becomes of the payment, in the words of the fake backend.
    func meltQuote(fate: String) async throws -> String {
        let invoice = try TestInvoice.make(sat: 10, description: fate)
        let reply = try await post("/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat"}"#)
        return try #require(reply.object["quote"] as? String)
    }
}
