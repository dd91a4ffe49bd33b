internal import CProcess
internal import Glibc

/// A listening socket that the service manager made and handed over. Its file belongs to the manager: it stays when this
/// process ends, so that nobody who connects meanwhile is refused.
package struct InheritedSocket: Sendable, Equatable {
    package let descriptor: Int32
    package let path: String

    /// - Parameter name: as the service manager calls it, for messages.
    package init(checking descriptor: Int32, name: String) throws(LocalSocketError) {
        var bytes = [CChar](repeating: 0, count: Int(mint_unix_path_maximum) + 1)
        switch unsafe mint_unix_listening_path(descriptor, &bytes) {
        case 0: break
        case -EINVAL: throw .unsafeSocket("the inherited socket \(name)", problem: "it does not listen")
        case -EPROTOTYPE: throw .unsafeSocket("the inherited socket \(name)", problem: "it is no Unix stream socket")
        case -EADDRNOTAVAIL: throw .unsafeSocket("the inherited socket \(name)", problem: "it has no path")
        case let status: throw .system("the inherited socket \(name)", problem: Errno.text(status))
        }
        let path = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        try SocketPath.checkDirectory(of: path)
        // systemd.socket(5): SocketMode= "Defaults to 0666".
        guard try SocketPath.inspect(path).mode & 0o002 == 0 else {
            throw .unsafeSocket(path, problem: "everybody may connect to it (SocketMode=)")
        }
        self.descriptor = descriptor
        self.path = path
    }
}
