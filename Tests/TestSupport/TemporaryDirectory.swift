internal import FoundationEssentials
internal import Glibc

/// A directory of its own for a test, with a short path (the address of a Unix socket has 107 bytes). It removes itself
/// with all that is in it when its last owner lets go.
package final class TemporaryDirectory: Sendable {
    package struct Failure: Error {
        package let errno: Int32
    }

    package let path: String

    package init() throws(Failure) {
        var template = Array("/tmp/mint-XXXXXX".utf8CString)
        // mkdtemp(3) writes the name into the template.
        guard unsafe mkdtemp(&template) != nil else { throw Failure(errno: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // A test may have removed it; anything else is left to the system's own cleaning of /tmp.
        }
    }

    /// The path of a file inside, which need not exist.
    package func path(of name: String) -> String { "\(path)/\(name)" }
}
