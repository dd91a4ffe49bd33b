internal import Glibc
internal import PrivateFiles

/// A text that a configuration need not hold itself: `env:NAME` and `file:/absolute/path` say where it is kept.
enum Secret {
    /// What such a file may hold at most.
    private static let maximumBytes = 16_384

    /// - Returns: the text that `written` refers to, or `written` itself when it is no reference. What stands in a file
    ///   is taken without the white space around it.
    static func resolve(_ written: String, environment: (String) -> String?) throws(SecretError) -> String {
        if written.hasPrefix("env:") {
            let name = String(written.dropFirst("env:".count))
            guard isVariable(name) else { throw .noName }
            guard let value = environment(name), !value.isEmpty else { throw .noVariable }
            return value
        }
        guard written.hasPrefix("file:") else { return written }
        let content = try bytes(ofReference: written)
        guard let text = String(validating: content, as: UTF8.self)?.trimmed, !text.isEmpty else {
            throw .file(.noText)
        }
        return text
    }

    /// Whether it says where a secret is, rather than what it is.
    static func isReference(_ written: String) -> Bool { written.hasPrefix("env:") || written.hasPrefix("file:") }

    /// What is in the file that `file:/absolute/path` names.
    static func bytes(ofReference written: String) throws(SecretError) -> [UInt8] {
        let path = path(in: written)
        guard path.hasPrefix("/") else { throw .relativePath }
        return try bytes(ofFile: path)
    }

    private static func path(in written: String) -> String { String(written.dropFirst("file:".count)) }

    /// What shells take for a name. A secret that somebody wrote behind `env:` is hardly ever one.
    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first)
        else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// A variable of this process.
    static func environmentVariable(_ name: String) -> String? {
        // The C library forbids this only beside setenv(3), which nothing here calls.
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Refuses what is refused for the file of the seed.
    static func bytes(ofFile path: String) throws(SecretError) -> [UInt8] {
        do throws(SecretError.Cause) { return try read(path) } catch { throw .file(error) }
    }

    private static func read(_ path: String) throws(SecretError.Cause) -> [UInt8] {
        let descriptor: Int32
        do throws(PrivateFile.Fault) { descriptor = try PrivateFile.open(path) } catch { throw .refused(error) }
        defer { close(descriptor) }
        return try bytes(descriptor)
    }

    private static func bytes(_ descriptor: Int32) throws(SecretError.Cause) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            }
            guard read >= 0 else { throw .refused(.system(errno)) }
            if read == 0 { break }
            count += read
        }
        guard count <= maximumBytes else { throw .noText }
        return Array(bytes[..<count])
    }
}

extension String {
    /// Without the white space around it.
    fileprivate var trimmed: String {
        let beginning = drop(while: \.isWhitespace)
        guard let last = beginning.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(beginning[...last])
    }
}
