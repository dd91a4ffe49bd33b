/// The versions of the protocol that this build speaks, on both ends.
enum ProtocolVersion {
    static let lowest: UInt32 = 1
    static let highest: UInt32 = 1

    /// The highest version of both ranges.
    static func common(_ minimum: UInt32, _ maximum: UInt32) -> UInt32? {
        guard minimum <= maximum else { return nil }
        let version = min(maximum, highest)
        return version >= max(minimum, lowest) ? version : nil
    }
}

/// The bits of `features` in the hellos. A client sends those that it wants, a server those that it chose.
enum ProtocolFeature {
    /// Both ends show that they have the same key before anything else is said.
    static let sharedKey: UInt64 = 1
    /// A status tells the time.
    static let time: UInt64 = 2
    /// The points of requests to sign, of their answers and of claims have 65 bytes in place of 33.
    static let uncompressedPoints: UInt64 = 4

    /// What every client of this build wants, and every server of it chooses.
    static let wanted = time | uncompressedPoints
}
