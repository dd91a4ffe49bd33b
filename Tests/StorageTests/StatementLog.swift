import Logging
import Synchronization
import Testing

/// Keeps what is logged at every level.
final class StatementLog: LogHandler {
    struct Entry: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let kept = Mutex<[Entry]>([])

    // No test sets either.
    var metadata: Logger.Metadata {
        get { [:] }
        set { preconditionFailure("a test sets no metadata") }
    }
    var logLevel: Logger.Level {
        get { .trace }
        set { preconditionFailure("a test sets no level") }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { preconditionFailure("a test sets no metadata") }
    }

    func log(event: LogEvent) {
        let entry = Entry(
            level: event.level, message: "\(event.message)", metadata: event.metadata?.mapValues { "\($0)" } ?? [:])
        kept.withLock { $0.append(entry) }
    }

    /// In their order.
    var entries: [Entry] { kept.withLock { $0 } }

    /// Every word that was logged.
    var text: String { entries.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n") }

    var logger: Logger { Logger(label: "storage-tests") { _ in self } }
}

/// Values that must never be seen in a log.
enum Secrets {
    static let owner = "hunter2"
    static let data = Array("correct horse".utf8)
    static let amount: Int64 = 271_828_182_845

    static func expectNone(in log: StatementLog, sourceLocation: SourceLocation = #_sourceLocation) {
        for value in [owner, "\(data)", "correct horse", "\(amount)"] {
            #expect(!log.text.contains(value), sourceLocation: sourceLocation)
        }
    }
}
