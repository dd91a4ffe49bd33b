internal import CashuCrypto
internal import Synchronization

/// Points without end, no two of them the same, each for the price of one addition: hashing to the curve would take
/// as long as the storage work that is measured.
final class PointSupply: Sendable {
    private let left: [PublicKey]
    private let right: [PublicKey]
    private let made = Atomic<Int>(0)

    private static let side = 4_096

    init() {
        let salt = FixedBytes<16>.random().hex
        left = (0..<Self.side).map { HashToCurve.point(Array("left \(salt) \($0)".utf8)) }
        right = (0..<Self.side).map { HashToCurve.point(Array("right \(salt) \($0)".utf8)) }
    }

    /// One that was never given.
    func next() -> PublicKey {
        let number = made.wrappingAdd(1, ordering: .relaxed).oldValue
        precondition(number < Self.side * Self.side, "a run makes fewer than 16 million points")
        guard let sum = left[number % Self.side].adding(right[number / Self.side]) else {
            preconditionFailure("two hashes are not each other's negation")
        }
        return sum
    }

    /// Any, for what may repeat itself: signatures.
    func any() -> PublicKey { left[Int.random(in: 0..<Self.side)] }
}
