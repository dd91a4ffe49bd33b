import StorageTestSupport
import Testing

/// Values that must never be seen in a log.
enum Secrets {
    static let owner = "hunter2"
    static let data = Array("correct horse".utf8)
    static let amount: Int64 = 271_828_182_845

    static func expectNone(in log: LogBook, sourceLocation: SourceLocation = #_sourceLocation) {
        for value in [owner, "\(data)", "correct horse", "\(amount)"] {
            #expect(!log.text.contains(value), sourceLocation: sourceLocation)
        }
    }
}
