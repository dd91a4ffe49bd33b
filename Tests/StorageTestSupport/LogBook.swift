package import Logging
internal import Synchronization

/// Keeps what is logged, at every level, so that a test can ask for an alarm or look for what must not be there.
package final class LogBook: LogHandler {
    package struct Entry: Sendable {
        package let level: Logger.Level
        package let message: String
        package let metadata: [String: String]
    }

    private let kept = Mutex<[Entry]>([])

    package init() {}

    // The same for all loggers of a test, which set none of these.
    package var metadata: Logger.Metadata {
        get { [:] }
        set { preconditionFailure("a test sets no metadata") }
    }
    package var logLevel: Logger.Level {
        get { .trace }
        set { preconditionFailure("a test sets no level") }
    }
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { preconditionFailure("a test sets no metadata") }
    }

    package func log(event: LogEvent) {
        let entry = Entry(
            level: event.level, message: "\(event.message)", metadata: event.metadata?.mapValues { "\($0)" } ?? [:])
        kept.withLock { $0.append(entry) }
    }

    /// In their order.
    package var entries: [Entry] { kept.withLock { $0 } }

    package var errors: [Entry] { entries.filter { $0.level >= .error } }

    /// Every word that was logged.
    package var text: String { entries.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n") }

    package var logger: Logger { Logger(label: "tests") { _ in self } }
}
