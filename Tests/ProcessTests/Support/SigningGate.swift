import Foundation
import Glibc
import Synchronization

/// A relay between the mint and its signatory that can hold back requests to sign, and later let them through or break
/// off their connections. Frames have 16 bytes of header: payload length (4, big-endian),
/// kind (1), flags (1), method (2), request id (8).
final class SigningGate: Sendable {
    private struct State {
        var isHolding = false
        /// The connections to which they go, and their frames.
        var held: [(server: Int32, frame: [UInt8])] = []
        var descriptors: [Int32] = []
        var isClosed = false
    }

    private let listener: Int32
    private let target: String
    private let state = Mutex(State())

    private static let request: UInt8 = 1
    private static let blindSign: UInt16 = 1

    init(listening path: String, target: String) throws {
        self.target = target
        listener = try Self.listen(path)
        let thread = Thread { [self] in acceptLoop() }
        thread.start()
    }

    /// Whether a request to sign has arrived and was held.
    var holdsRequest: Bool { state.withLock { !$0.held.isEmpty } }

    func hold() { state.withLock { $0.isHolding = true } }

    /// New requests pass; what is held goes with its connection, which ends.
    func release() {
        state.withLock { state in
            state.isHolding = false
            state.held = []
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
            state.descriptors = []
        }
    }

    /// What is held goes on as if nothing had been, and so does what comes later.
    func letThrough() {
        state.withLock { state in
            state.isHolding = false
            for (server, frame) in state.held { _ = Self.write(frame, to: server) }
            state.held = []
        }
    }

    func close() {
        release()
        state.withLock { $0.isClosed = true }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptLoop() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0, !state.withLock({ $0.isClosed }) else { return }
            // A program that is started meanwhile must not keep it open.
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            guard let server = try? Self.connect(target) else {
                Glibc.close(client)
                continue
            }
            state.withLock { $0.descriptors += [client, server] }
            Thread { [self] in requests(from: client, to: server) }.start()
            Thread { [self] in answers(from: server, to: client) }.start()
        }
    }

    private func answers(from server: Int32, to client: Int32) {
        while let bytes = Self.readSome(server), Self.write(bytes, to: client) {}
        shutdown(client, Int32(SHUT_RDWR))
    }

    private func requests(from client: Int32, to server: Int32) {
        while let header = Self.read(client, count: 16) {
            let length = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
            guard let payload = Self.read(client, count: length) else { break }
            let method = UInt16(header[6]) << 8 | UInt16(header[7])
            let isHeld = state.withLock { state in
                guard state.isHolding, header[4] == Self.request, method == Self.blindSign else { return false }
                state.held.append((server, header + payload))
                return true
            }
            if isHeld { continue }
            guard Self.write(header + payload, to: server) else { break }
        }
        shutdown(server, Int32(SHUT_RDWR))
    }

    private static func readSome(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func read(_ descriptor: Int32, count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let received = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard received > 0 else { return nil }
            bytes += buffer[..<received]
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private struct Failure: Error { let errno: Int32 }

    private static func listen(_ path: String) throws -> Int32 {
        try unsafe withSocket(path) { unsafe bind($0, $1, $2) == 0 && Glibc.listen($0, 16) == 0 }
    }

    private static func connect(_ path: String) throws -> Int32 {
        try unsafe withSocket(path) { unsafe Glibc.connect($0, $1, $2) == 0 }
    }

    private static func withSocket(
        _ path: String, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let done = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard done else {
            let code = errno
            Glibc.close(descriptor)
            throw Failure(errno: code)
        }
        return descriptor
    }
}
