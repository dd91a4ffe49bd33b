import Logging
import Synchronization

/// Keeps what is logged, so that a test can ask for an alarm.
final class LogBook: LogHandler {
    struct Entry: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let entries = Mutex<[Entry]>([])

    // The same for all loggers of a test, which set none of these.
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
        entries.withLock { $0.append(entry) }
    }

    /// In their order.
    var errors: [Entry] { entries.withLock { $0.filter { $0.level >= .error } } }

    var logger: Logger { Logger(label: "mint-core-tests") { _ in self } }
}
