/// SplitMix64 (Steele, Lea and Flood, 2014): what it draws follows from its seed.
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// What is drawn for a cycle.
    enum Part: UInt64 {
        case target = 1
        case moments
        case wallet
    }

    /// Dice of their own for a part of a run, so that one part's draws do not depend on how far another came.
    init(seed: UInt64, _ part: Part, cycle: Int, wallet: Int = 0) {
        var parent = Dice(seed: seed ^ part.rawValue &* 0xd1b5_4a32_d192_ed03)
        parent.state ^= UInt64(cycle) &* 0x8cb9_2ba7_2f3d_8dd7
        parent.state = parent.next() ^ UInt64(wallet)
        self.init(seed: parent.next())
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// True once in `count` times.
    mutating func hits(oneIn count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}
