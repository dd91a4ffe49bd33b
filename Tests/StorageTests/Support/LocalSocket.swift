import Glibc

/// TCP on 127.0.0.1, for tests.
enum LocalSocket {
    struct Failure: Error {
        let errno: Int32
    }

    /// - Parameter port: 0 takes any that is free.
    static func listening(on port: UInt16 = 0) throws(Failure) -> (descriptor: Int32, port: UInt16) {
        let descriptor = try open()
        var address = Self.address(port)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0, listen(descriptor, 64) == 0 else { throw failed(descriptor) }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            _ = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    static func connected(to port: UInt16) throws(Failure) -> Int32 {
        let descriptor = try open()
        var address = Self.address(port)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw failed(descriptor) }
        return descriptor
    }

    /// A port on which nobody listens.
    static func freePort() throws(Failure) -> UInt16 {
        let (descriptor, port) = try listening()
        close(descriptor)
        return port
    }

    private static func open() throws(Failure) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        return descriptor
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func failed(_ descriptor: Int32) -> Failure {
        let failure = Failure(errno: errno)
        close(descriptor)
        return failure
    }
}
