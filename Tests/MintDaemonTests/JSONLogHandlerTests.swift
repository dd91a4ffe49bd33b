import Foundation
import Logging
import Synchronization
import Testing

@testable import MintDaemon

@Suite("A log in JSON")
struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private struct Line: Decodable {
        let time: UInt64
        let level: String
        let label: String
        let message: String
        let metadata: [String: String]
    }

    @Test("is one object a line, with the metadata of handler and event")
    func line() throws {
        let lines = Lines()
        var logger = Logger(label: "mint") { label in
            JSONLogHandler(label: label) { line in lines.bytes.withLock { $0 += line } }
        }
        logger[metadataKey: "operation"] = "o-1"
        logger[metadataKey: "both"] = "handler"
        logger.warning("two\nlines", metadata: ["quote": "\"q\"", "both": "event", "list": ["a", "b"]])
        logger.debug("nobody asked")
        let text = lines.bytes.withLock { $0 }
        #expect(text.last == UInt8(ascii: "\n"))
        #expect(text.dropLast().contains(UInt8(ascii: "\n")) == false)
        let line = try JSONDecoder().decode(Line.self, from: Data(text))
        #expect(line.time > 1_700_000_000)
        #expect(line.level == "warning")
        #expect(line.label == "mint")
        #expect(line.message == "two\nlines")
        #expect(line.metadata["operation"] == "o-1")
        #expect(line.metadata["both"] == "event")
        #expect(line.metadata["quote"] == "\"q\"")
        #expect(line.metadata["list"]?.contains("a") == true)
    }
}
