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
}
