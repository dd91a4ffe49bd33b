import Logging
import Synchronization

/// Keeps what is logged.
final class LogRecorder: Sendable {
    private let lines = Mutex<[(level: Logger.Level, text: String)]>([])

    var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    /// Lines of this level or a graver one.
    func texts(from level: Logger.Level = .trace) -> [String] {
        lines.withLock { lines in lines.filter { $0.level >= level }.map(\.text) }
    }

    private func add(_ level: Logger.Level, _ text: String) { lines.withLock { $0.append((level, text)) } }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            recorder.add(event.level, "\(event.message) \(event.metadata ?? [:])")
        }
    }
}
