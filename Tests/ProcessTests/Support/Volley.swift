import Foundation
import Glibc

/// Connections that stay open and send a request each, all at the same moment.
final class Volley: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: Data

        /// The number in `{"detail", "code"}`.
        var code: Int? {
            struct Problem: Decodable { let code: Int }
            return (try? JSONDecoder().decode(Problem.self, from: body))?.code
        }
    }

    enum Failure: Error {
        case system(String, errno: Int32)
        /// The server closed, or was silent for too long.
        case noAnswer
        case unreadable
    }

    private let descriptors: [Int32]
    /// Of an answer, in seconds. What takes longer is stuck.
    private static let patience = 60

    /// - Parameter ports: of 127.0.0.1, one for each connection.
    init(ports: [Int]) throws {
        descriptors = try ports.map(Self.connect)
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    /// Posts a body over each connection. Everything but the last byte of each is sent first, so that no server begins
    /// with one before the others are there.
    func post(_ path: String, _ bodies: [Data]) async throws -> [Answer] {
        precondition(bodies.count == descriptors.count, "a body for each connection")
        return try await withCheckedThrowingContinuation { continuation in
            // A thread, because all of this blocks.
            Thread { [self] in
                continuation.resume(with: Result { try exchange(path, bodies) })
            }.start()
        }
    }

    private func exchange(_ path: String, _ bodies: [Data]) throws -> [Answer] {
        for (descriptor, body) in zip(descriptors, bodies) {
            let head = """
                POST \(path) HTTP/1.1\r
                Host: 127.0.0.1\r
                Content-Type: application/json\r
                Content-Length: \(body.count)\r
                \r

                """
            try Self.send(Array(head.utf8) + body.dropLast(), over: descriptor)
        }
        for (descriptor, body) in zip(descriptors, bodies) { try Self.send(Array(body.suffix(1)), over: descriptor) }
        return try descriptors.map(Self.answer)
    }

    private static func answer(over descriptor: Int32) throws -> Answer {
        var received: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while headEnd == nil {
            try receive(&received, over: descriptor)
            headEnd = received.indices.first { received[$0...].starts(with: end) }
        }
        guard let headEnd else { throw Failure.unreadable }
        let lines = String(decoding: received[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }?.split(separator: ":").last
        guard words.count > 1, let status = Int(words[1]),
            let length = length.flatMap({ Int($0.trimmingCharacters(in: .whitespaces)) })
        else { throw Failure.unreadable }
        while received.count < headEnd + end.count + length { try receive(&received, over: descriptor) }
        return Answer(status: status, body: Data(received[(headEnd + end.count)...]))
    }

    private static func receive(_ bytes: inout [UInt8], over descriptor: Int32) throws {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure.noAnswer }
        bytes += buffer[..<count]
    }

    private static func send(_ bytes: [UInt8], over descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure.system("send", errno: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    private static func connect(to port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var (patience, noDelay) = (timeval(tv_sec: patience, tv_usec: 0), Int32(1))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else {
            let code = errno
            close(descriptor)
            throw Failure.system("connect", errno: code)
        }
        return descriptor
    }
}
