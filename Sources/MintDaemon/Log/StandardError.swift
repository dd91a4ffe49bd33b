internal import Glibc

/// Standard error as a place for lines.
package enum StandardError {
    /// In one call, so that the lines of several threads do not mix. What cannot be written has nowhere else to go.
    package static func write(line: String) { write(Array(line.utf8) + [UInt8(ascii: "\n")]) }

    static func write(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
