internal import Glibc

/// The end of a service manager that a test plays: a datagram socket, of which every message is read.
package final class NotificationSocket: Sendable {
    package let address: String
    private let descriptor: Int32

    package struct Failure: Error {
        package let errno: Int32
    }

    /// - Parameter address: a path, or `@` and a name in the abstract namespace.
    package init(_ address: String) throws(Failure) {
        self.address = address
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var receiver = sockaddr_un()
        receiver.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &receiver.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let status = unsafe withUnsafePointer(to: &receiver) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard status == 0 else { throw Failure(errno: errno) }
    }

    deinit { close(descriptor) }

    /// The next message; `nil` when none waits.
    package func take() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Waits until `message` has come; those before it are taken, too.
    package func receives(_ message: String) async -> Bool {
        await eventually {
            while let next = self.take() {
                if next == message { return true }
            }
            return false
        }
    }
}
