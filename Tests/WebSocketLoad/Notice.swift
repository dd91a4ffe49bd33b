import NIOCore

/// What a mint says over a WebSocket, as far as it matters here.
enum Notice {
    case accepted(subscription: Substring)
    case refused
    case state(subscription: Substring, subject: Substring, state: Substring)

    /// Not by a reader of JSON: a hundred thousand messages would take this program more time than the mint. The mint
    /// writes names and texts in quotes, and nothing here has one within.
    init?(_ buffer: ByteBuffer) {
        let parts = String(buffer: buffer).split(separator: "\"", omittingEmptySubsequences: false)
        func text(of name: String) -> Substring? {
            guard let index = parts.firstIndex(where: { $0 == name }), index + 2 < parts.count, parts[index + 1] == ":"
            else { return nil }
            return parts[index + 2]
        }
        if parts.contains("error") {
            self = .refused
        } else if let subscription = text(of: "subId"), parts.contains("result") {
            self = .accepted(subscription: subscription)
        } else if let subscription = text(of: "subId"), let state = text(of: "state"),
            let subject = text(of: "Y") ?? text(of: "quote")
        {
            self = .state(subscription: subscription, subject: subject, state: state)
        } else {
            return nil
        }
    }
}
