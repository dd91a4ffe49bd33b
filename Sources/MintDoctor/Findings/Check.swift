/// One thing to look at. It changes nothing, and what is wrong is its answer: it throws nothing, so that it hides no
/// other.
package protocol Check: Sendable {
    /// Of the finding when it does not come to an end.
    var subject: String { get }

    func findings() async -> [Finding]

    /// What it means that there is no answer after `seconds`.
    func unanswered(after seconds: Int64) -> Finding
}

extension Check {
    package func unanswered(after seconds: Int64) -> Finding {
        .failed(
            subject, "no answer within \(seconds) s", advice: "see whether what is asked hangs, and ask again")
    }
}
