internal import CSodium
internal import CashuCrypto
internal import Glibc
internal import LocalSockets
internal import PrivateFiles

/// The file of a pre-shared key: its hex digits on one line, as `openssl rand -hex 32` prints them.
package enum PreSharedKeyFile {
    /// The longest key, a line's end, and one more by which a longer file is known.
    private static let maximumBytes = PreSharedKey.byteCounts.upperBound * 2 + 3

    /// Refuses what is refused for the file of the seed.
    package static func read(_ path: String) throws(PreSharedKeyError) -> PreSharedKey {
        let descriptor: Int32
        do throws(PrivateFile.Fault) { descriptor = try PrivateFile.open(path) } catch {
            throw PreSharedKeyError(path, "\(error)", kind: error == .absent ? .absent : .permission)
        }
        defer { close(descriptor) }
        SodiumLibrary.start()
        guard let memory = unsafe sodium_malloc(maximumBytes) else { preconditionFailure("no memory for a key") }
        defer { unsafe sodium_free(memory) }
        var text = unsafe UnsafeRawBufferPointer(start: memory, count: try fill(memory, descriptor, path))
        while let last = unsafe text.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            unsafe text = UnsafeRawBufferPointer(rebasing: text.dropLast())
        }
        guard let key = unsafe PreSharedKey(hex: text) else {
            let (fewest, most) = (PreSharedKey.byteCounts.lowerBound * 2, PreSharedKey.byteCounts.upperBound * 2)
            throw PreSharedKeyError(path, "must hold \(fewest) to \(most) hex digits on one line", kind: .content)
        }
        return key
    }

    /// - Returns: how many bytes the file has, or that it has more than a key.
    private static func fill(
        _ memory: UnsafeMutableRawPointer, _ descriptor: Int32, _ path: String
    ) throws(PreSharedKeyError) -> Int {
        var count = 0
        while count < maximumBytes {
            let taken = unsafe Glibc.read(descriptor, memory + count, maximumBytes - count)
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else {
                throw PreSharedKeyError(path, "cannot be read: \(Errno.text(-errno))", kind: .permission)
            }
            if taken == 0 { break }
            count += taken
        }
        return count
    }
}
