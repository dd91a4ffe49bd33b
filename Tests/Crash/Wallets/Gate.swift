import Synchronization

/// Says whether wallets go on.
final class Gate: Sendable {
    private let state = Atomic(true)
    private let answered = Atomic(false)
    private let sent = Atomic(0)

    var isOpen: Bool { state.load(ordering: .relaxed) }

    /// Whether a wallet was answered since.
    var isBusy: Bool { answered.load(ordering: .relaxed) }

    func answer() { answered.store(true, ordering: .relaxed) }

    /// Requests that move money and were not answered yet.
    var inFlight: Int { sent.load(ordering: .relaxed) }

    func begin() { sent.add(1, ordering: .relaxed) }
    func end() { sent.subtract(1, ordering: .relaxed) }

    func close() { state.store(false, ordering: .relaxed) }
}
