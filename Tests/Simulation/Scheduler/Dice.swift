internal import CashuCrypto

/// The only source of chance in a simulation: SplitMix64, so that a seed is a whole history.
final class Dice: @unchecked Sendable {  // confined to the scheduler's thread
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 ^ 0x5851_f42d_4c95_7f2d }

    func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// From 0 on.
    func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    func between(_ range: ClosedRange<UInt64>) -> UInt64 {
        range.lowerBound + next() % (range.upperBound - range.lowerBound + 1)
    }

    func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// In random order.
    func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for position in elements.indices.dropFirst() { elements.swapAt(position, below(position + 1)) }
        return elements
    }

    func bytes<let count: Int>() -> FixedBytes<count> { FixedBytes { _ in UInt8(truncatingIfNeeded: next()) } }
}
