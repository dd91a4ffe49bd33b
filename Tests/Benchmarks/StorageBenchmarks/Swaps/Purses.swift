internal import Cashu
internal import Synchronization

/// The proofs of several wallets, each of which has one swap under way at most.
final class Purses: Sendable {
    private let purses = Mutex<[[Proof]]>([])

    func put(_ proofs: [Proof]) { purses.withLock { $0.append(proofs) } }

    /// There must be one.
    func take() -> [Proof] { purses.withLock { $0.removeLast() } }
}
