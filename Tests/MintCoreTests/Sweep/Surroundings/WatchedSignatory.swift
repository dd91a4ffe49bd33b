import Cashu
import SignatoryAPI

/// What one process sees of the signatory.
struct WatchedSignatory: Signatory {
    let signatory: TestSignatory
    let passage: Passage

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        try before("RPC blindSign")
        let signatures = try await signatory.blindSign(request)
        try after()
        return signatures
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try before("RPC verify")
        let verdict = try await signatory.verify(claims)
        try after()
        return verdict
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await signatory.compare(inquiry)
    }

    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }
    func publications() -> AsyncStream<KeysetPublication> { signatory.publications() }

    private func before(_ name: String) throws(SignatoryError) {
        if passage.enter(.signatory, name) { throw SignatoryError(.unavailable, "injected") }
    }

    private func after() throws(SignatoryError) {
        if passage.leave(.signatory) { throw SignatoryError(.deadlineExceeded, "injected") }
    }
}
