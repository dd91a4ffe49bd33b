internal import Logging
internal import MintCore
internal import MintHTTP

/// Writes each event as one JSON object on a line of its own: `time` (Unix seconds), `level`, `label`, `message`,
/// `error` when there is one, and `metadata` with texts as values.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    /// Takes a line with its newline.
    private let write: @Sendable ([UInt8]) -> Void

    init(label: String, write: @escaping @Sendable ([UInt8]) -> Void = { StandardError.write($0) }) {
        self.label = label
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", SystemMintClock().now())
            writer.member("level", event.level.rawValue)
            writer.member("label", label)
            writer.member("message", event.message.description)
            if let error = event.error { writer.member("error", "\(error)") }
            writer.name("metadata")
            writer.object { writer in
                for (key, value) in all.sorted(by: { $0.key < $1.key }) { writer.member(key, value.description) }
            }
        }
        write(writer.bytes + [UInt8(ascii: "\n")])
    }
}
