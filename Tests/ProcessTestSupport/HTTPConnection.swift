package import Foundation
internal import Glibc

/// A connection to a server on 127.0.0.1, for one request after the other. All of it blocks.
///
/// Not Foundation's: that one sends a request again when a connection that it kept turns out to be dead. Here a request
/// is sent once, and whoever gets no answer knows that he does not know.
package final class HTTPConnection: @unchecked Sendable {  // one thread at a time uses it
    package enum Failure: Error {
        /// Nothing was sent.
        case notConnected(errno: Int32)
        case system(String, errno: Int32)
        /// The server closed, or was silent for too long.
        case noAnswer
        case unreadable
    }

    private let descriptor: Int32
    /// What has arrived and belongs to no answer yet.
    private var received: [UInt8] = []

    /// Of an answer, in seconds. What takes longer is stuck.
    private static let patience = 60
    private static let endOfHead = Array("\r\n\r\n".utf8)

    package init(port: Int) throws(Failure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .notConnected(errno: errno) }
        var (patience, noDelay) = (timeval(tv_sec: Self.patience, tv_usec: 0), Int32(1))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw .notConnected(errno: errno) }
    }

    deinit { close(descriptor) }

    /// Whether the server has not closed it, as far as can be known.
    package var isOpen: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count < 0 && errno == EAGAIN
    }

    /// The bytes of a request; without a body a GET.
    package static func request(_ path: String, body: Data?) -> [UInt8] {
        guard let body else { return Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8) }
        let head = """
            POST \(path) HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }

    package func send(_ bytes: some Collection<UInt8>) throws(Failure) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw .system("send", errno: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// The answer to the oldest request that has none yet.
    package func answer() throws(Failure) -> HTTPAnswer {
        var headEnd = endOfHead(from: 0)
        while headEnd == nil {
            let known = max(0, received.count - Self.endOfHead.count)
            try receive()
            headEnd = endOfHead(from: known)
        }
        guard let headEnd else { throw .unreadable }
        let lines = String(decoding: received[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw .unreadable }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        guard words.count > 1, let status = Int(words[1]), let length = headers["content-length"].flatMap({ Int($0) })
        else { throw .unreadable }
        let start = headEnd + Self.endOfHead.count
        while received.count < start + length { try receive() }
        let body = Data(received[start..<(start + length)])
        received.removeFirst(start + length)
        return HTTPAnswer(status: status, body: body, headers: headers)
    }

    private func endOfHead(from start: Int) -> Int? {
        received.indices.dropFirst(start).first { received[$0...].starts(with: Self.endOfHead) }
    }

    private func receive() throws(Failure) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw .noAnswer }
        received += buffer[..<count]
    }
}
