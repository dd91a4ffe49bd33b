/// A word to every process on the same database: that something changed and is worth looking at.
///
/// It is no news by itself, but a reason to look. One may be lost with a connection, so nobody may depend on it.
package struct Notice: Sendable, Hashable {
    /// What it is about, such as `melt`.
    package let topic: String
    /// Which of them, such as the id of a quote. PostgreSQL takes 8,000 bytes in all.
    package let subject: String

    package init(topic: String, subject: String) {
        self.topic = topic
        self.subject = subject
    }

    /// The channel of LISTEN and NOTIFY.
    package static let channel = "mint"

    package var text: String { "\(topic) \(subject)" }

    /// - Returns: `nil` for what no `text` is.
    package init?(text: String) {
        guard let space = text.firstIndex(of: " ") else { return nil }
        topic = String(text[..<space])
        subject = String(text[text.index(after: space)...])
    }
}
