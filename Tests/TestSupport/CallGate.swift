/// What calls pass on one way to a stand-in for a node, so that a test can let the connection end at each of them.
package struct CallGate: Sendable {
    /// Whether the connection ends before the node hears of the call.
    package let enters: @Sendable (_ call: String) async -> Bool
    /// Whether it ends when the node has done what was asked, before any of the answer.
    package let leaves: @Sendable (_ call: String) async -> Bool

    package init(
        entering enters: @escaping @Sendable (_ call: String) async -> Bool,
        leaving leaves: @escaping @Sendable (_ call: String) async -> Bool
    ) {
        self.enters = enters
        self.leaves = leaves
    }

    package static let open = CallGate { _ in false } leaving: { _ in false }
}
