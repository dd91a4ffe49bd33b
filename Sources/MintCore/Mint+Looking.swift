package import Cashu
package import CashuCrypto
package import MintStore

// What only looks.
extension Mint {
    /// NUT-07: one answer for each point, in their order.
    package func states(of points: [PublicKey]) async throws(MintFailure) -> [ProofStateAnswer] {
        let limit = settings.limits.maximumStateChecks
        guard points.count <= limit else {
            throw .refused(.maximumInputsExceeded, "more than \(limit) points")
        }
        return try await services.read { (transaction) throws(StoreError) in try transaction.states(of: points) }
    }

    /// NUT-09: those of the outputs that were ever signed, in the order asked. Found by the point alone: a wallet that
    /// restores does not know the amounts.
    package func restore(_ outputs: [BlindedMessage]) async throws(MintFailure) -> [SignedOutput] {
        let limit = settings.limits.maximumRestore
        guard outputs.count <= limit else {
            throw .refused(.maximumOutputsExceeded, "more than \(limit) outputs")
        }
        let points = outputs.map(\.point)
        let signed = try await services.read { (transaction) throws(StoreError) in
            try transaction.signatures(on: points)
        }
        if !signed.isEmpty { try await services.awaitStandbys() }
        return signed
    }
}
