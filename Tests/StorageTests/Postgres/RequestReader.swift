/// Tells the messages of a client apart: https://www.postgresql.org/docs/15/protocol-message-formats.html.
struct RequestReader {
    struct Request {
        let bytes: [UInt8]
        let isCommit: Bool
    }

    private var buffer: [UInt8] = []
    /// Until the startup message messages have no type.
    private var isStarted = false

    private static let commit = Array("Q".utf8) + [0, 0, 0, 11] + Array("COMMIT\0".utf8)
    private static let protocolVersion: [UInt8] = [0, 3, 0, 0]

    mutating func read(_ bytes: [UInt8]) -> [Request] {
        buffer += bytes
        var requests: [Request] = []
        while true {
            let header = isStarted ? 1 : 0
            guard buffer.count >= header + 4 else { return requests }
            let length = header + buffer[header..<header + 4].reduce(0) { $0 << 8 | Int($1) }
            guard buffer.count >= length else { return requests }
            let message = Array(buffer.prefix(length))
            buffer.removeFirst(length)
            if !isStarted { isStarted = message.dropFirst(4).starts(with: Self.protocolVersion) }
            requests.append(Request(bytes: message, isCommit: message == Self.commit))
        }
    }
}
