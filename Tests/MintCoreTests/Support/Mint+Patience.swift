import Cashu

@testable import MintCore

extension Mint {
    /// On the clock of tests the mint's patience with a request that is being served is over at once, so its wallet asks
    /// again.
    func swapPatiently(_ inputs: [Proof], _ outputs: [Output]) async throws(MintFailure) -> [BlindSignature] {
        for _ in 0..<1_000 {
            do throws(MintFailure) {
                return try await swap(inputs: inputs, outputs: outputs.messages)
            } catch .refused(let error) where error.code == .proofsPending {
                await Task.yield()
            }
        }
        return try await swap(inputs: inputs, outputs: outputs.messages)
    }
}
