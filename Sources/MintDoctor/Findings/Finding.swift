/// What a check found, in words for the operator.
package struct Finding: Sendable, Equatable {
    package enum Grade: String, Sendable, CaseIterable {
        case ok
        /// The mint works, but not as it should for long.
        case warning
        /// Something that the mint is for does not work, or is in danger.
        case failed
    }

    package let grade: Grade
    /// What was looked at, such as "database".
    package let subject: String
    package let detail: String
    /// What the operator is to do; `nil` when there is nothing.
    package let advice: String?

    private init(_ grade: Grade, _ subject: String, _ detail: String, _ advice: String?) {
        self.grade = grade
        self.subject = subject
        self.detail = detail
        self.advice = advice
    }

    package static func ok(_ subject: String, _ detail: String) -> Finding { Finding(.ok, subject, detail, nil) }

    package static func warning(_ subject: String, _ detail: String, advice: String) -> Finding {
        Finding(.warning, subject, detail, advice)
    }

    package static func failed(_ subject: String, _ detail: String, advice: String) -> Finding {
        Finding(.failed, subject, detail, advice)
    }
}
