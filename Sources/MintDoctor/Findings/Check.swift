/// One thing to look at. It changes nothing, and what is wrong is its answer: it throws nothing, so that it hides no
/// other.
package protocol Check: Sendable {
    /// Of the finding when it does not come to an end.
    var subject: String { get }

    func findings() async -> [Finding]
}
