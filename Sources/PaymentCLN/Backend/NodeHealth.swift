/// What there is to say of a node, for `mintd doctor` and for readiness.
package struct NodeHealth: Sendable, Equatable {
    /// Why nothing else is known; `nil` when the node answers.
    package var problem: String?
    package var id = ""
    package var alias = ""
    package var version = ""
    package var network = ""
    package var isOnRightNetwork = false
    package var blockHeight: UInt64 = 0
    /// Why the node does not know the newest blocks; `nil` when it does.
    package var delay: String?
    /// Methods that the rune does not allow.
    package var forbiddenMethods: [String] = []
    /// Methods that the mint uses and the node does not know.
    package var unknownMethods: [String] = []
    /// Channels through which payments can go now.
    package var usableChannels = 0
    package var spendableMsat: UInt64 = 0
    package var receivableMsat: UInt64 = 0
    /// All that is the node's: in channels, whatever their state, and on the chain.
    package var ownedMsat: UInt64 = 0

    /// Whether the mint can pay and be paid.
    package var isReady: Bool {
        problem == nil && isOnRightNetwork && delay == nil && forbiddenMethods.isEmpty
            && !unknownMethods.contains("invoice")
    }

    init() {}
}
