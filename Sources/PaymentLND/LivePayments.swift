internal import CashuCrypto
internal import Synchronization

/// The payments that this process is giving to the node at this moment. Of them the node may know nothing yet.
final class LivePayments: Sendable {
    private let counts = Mutex<[FixedBytes<32>: Int]>([:])

    func began(_ hash: FixedBytes<32>) { counts.withLock { $0[hash, default: 0] += 1 } }

    func ended(_ hash: FixedBytes<32>) {
        counts.withLock { counts in
            let rest = (counts[hash] ?? 1) - 1
            counts[hash] = rest == 0 ? nil : rest
        }
    }

    func contains(_ hash: FixedBytes<32>) -> Bool { counts.withLock { $0[hash] != nil } }
}
