internal import Synchronization

/// Says which signatures are to be verified.
final class SignatureSampling: Sendable {
    private let count = Atomic<UInt64>(0)
    private static let interval: UInt64 = 128

    func isDue(_ checks: SignatureChecks) -> Bool {
        switch checks {
        case .all: true
        case .sampled: count.wrappingAdd(1, ordering: .relaxed).oldValue % Self.interval == 0
        }
    }
}
