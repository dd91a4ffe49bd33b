internal import Synchronization

/// Set once a payment has cost more than was reserved for it, until the program is started again: a backend that does
/// not keep to its limits must not be told to pay any more.
final class MeltStop: Sendable {
    private let hasStopped = Atomic(false)

    var isSet: Bool { hasStopped.load(ordering: .acquiring) }

    func set() { hasStopped.store(true, ordering: .releasing) }
}
