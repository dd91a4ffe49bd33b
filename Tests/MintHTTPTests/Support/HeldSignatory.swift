import Cashu
import SignatoryAPI
import SignatoryCore
import Synchronization

/// Where swaps wait to be signed.
final class SigningHold: Sendable {
    private struct State {
        var holds = false
        var fails = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func hold() { state.withLock { $0.holds = true } }

    /// - Parameter fails: whether what waits is refused.
    func open(fails: Bool) {
        let waiting = state.withLock { state in
            defer { state = State(holds: false, fails: fails) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// - Returns: whether to refuse.
    func pass() async -> Bool {
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                if state.holds { state.waiting.append(continuation) }
                return !state.holds
            }
            if passes { continuation.resume() }
        }
        return state.withLock { $0.fails }
    }
}

/// Signs swaps when it is let.
final class HeldSignatory: Signatory {
    private let signatory: EmbeddedSignatory
    private let hold: SigningHold

    init(_ signatory: EmbeddedSignatory, _ hold: SigningHold) {
        self.signatory = signatory
        self.hold = hold
    }

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        if request.purpose == .swap, await hold.pass() {
            throw SignatoryError(.keysetInactive, "rotated in between")
        }
        return try await signatory.blindSign(request)
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try await signatory.verify(claims)
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await signatory.compare(inquiry)
    }

    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }
    func publications() -> AsyncStream<KeysetPublication> { signatory.publications() }
}
