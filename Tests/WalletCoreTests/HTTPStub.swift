import Glibc
import Storage
import Synchronization

/// An HTTP server for one answer at a time: what it sends is written in the test, whether it is HTTP or not.
final class HTTPStub: Sendable {
    enum Answer: Sendable {
        case bytes([UInt8])
        /// The connection is closed without a word.
        case nothing

        static func http(_ status: String, _ body: String, _ headers: String = "") -> Answer {
            let head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)\r\n"
            return .bytes(Array((head + body).utf8))
        }
    }

    let port: UInt16
    private let listener: Int32
    private let requests = Mutex<[String]>([])

    /// Requests as they came, head and body.
    var received: [String] { requests.withLock { $0 } }

    var url: String { "http://127.0.0.1:\(port)" }

    struct NoSocket: Error {}

    /// Answers each connection with the next of `answers`, and is then deaf.
    init(_ answers: [Answer]) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isBound else { throw NoSocket() }
        port = UInt16(bigEndian: address.sin_port)
        _ = WorkerThread { [self] in
            for answer in answers { serve(answer) }
            close(listener)
        }
    }

    private func serve(_ answer: Answer) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        defer { close(connection) }
        var request: [UInt8] = []
        while !Self.isComplete(request) {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            request += buffer[..<count]
        }
        requests.withLock { $0.append(String(decoding: request, as: UTF8.self)) }
        guard case .bytes(let bytes) = answer else { return }
        var sent = 0
        while sent < bytes.count {
            // The client may hang up on what is too large for it.
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private static func isComplete(_ request: [UInt8]) -> Bool {
        let text = String(decoding: request, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let lengths = text[..<end.lowerBound].split(separator: "\r\n").compactMap { line -> Int? in
            guard line.lowercased().hasPrefix("content-length:") else { return nil }
            return Int(line.split(separator: ":")[1].trimmingPrefix(" "))
        }
        return text[end.upperBound...].utf8.count >= lengths.first ?? 0
    }
}
