import Cashu
import CashuCrypto
import Foundation
import ProcessTestSupport

/// What is watched, and the requests that move it: all made before, so that the load is not slowed by making it.
struct Supply {
    /// Points of proofs, in hex, as they are told.
    private(set) var proofs: [String] = []
    /// Ids.
    private(set) var quotes: [String] = []
    /// Each spends `LoadPlan.inputsOfSwap` proofs, in their order.
    private(set) var swaps: [[UInt8]] = []
    /// Each issues a quote, in their order.
    private(set) var mints: [[UInt8]] = []

    private static let proofsOfMint = 500

    init(_ plan: LoadPlan, _ url: String) async throws {
        let purse = try await Purse(url)
        let proofs = try await Self.proofs(plan.proofs, purse)
        self.proofs = proofs.map { $0.secret.point.hex }
        for start in stride(from: 0, to: proofs.count, by: LoadPlan.inputsOfSwap) {
            let inputs = Array(proofs[start..<min(proofs.count, start + LoadPlan.inputsOfSwap)])
            let outputs = try inputs.map { try purse.output($0.amount).message }
            swaps.append(try Self.request("/v1/swap", Purse.Swap(inputs: inputs, outputs: outputs)))
        }
        for _ in 0..<plan.quotes {
            let quote = try await purse.mintQuote(of: 1).decoded(Purse.MintQuote.self).quote
            quotes.append(quote)
            let request = Purse.MintRequest(quote: quote, outputs: [try purse.output(1).message])
            mints.append(try Self.request("/v1/mint/bolt11", request))
        }
    }

    private static func request(_ path: String, _ body: some Encodable) throws -> [UInt8] {
        HTTPConnection.request(path, body: try JSONEncoder().encode(body))
    }

    /// Several invoices at a time: each takes a while to be paid.
    private static func proofs(_ count: Int, _ purse: Purse) async throws -> [Proof] {
        try await withThrowingTaskGroup(of: [Proof].self) { group in
            for start in stride(from: 0, to: count, by: proofsOfMint) {
                group.addTask {
                    try await purse.mint([UInt64](repeating: 1, count: min(proofsOfMint, count - start)))
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
