internal import Glibc
internal import PaymentAPI

/// A file of lines that only grows. A line is on the disk before `append` returns.
final class StateFile {
    private let descriptor: Int32
    /// Bytes of whole lines.
    private var length: Int
    /// Why nothing can be appended any more.
    private var damage: PaymentError?

    private static let newline = UInt8(ascii: "\n")
    private static let maximumBytes = 1 << 30

    /// Opens or creates the file, which only its owner can read: it holds the key of a node, be it an invented one.
    init(path: String) throws(PaymentError) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        length = 0
        guard descriptor >= 0 else { throw Self.failure("cannot be opened") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The lines so far, to be read once and before the first `append`. What follows the last newline was never
    /// answered for, as `append` did not return; it is cut off.
    func readLines() throws(PaymentError) -> [ArraySlice<UInt8>] {
        let bytes = try readAll()
        length = (bytes.lastIndex(of: Self.newline) ?? -1) + 1
        if length < bytes.count {
            guard ftruncate(descriptor, length) == 0, fsync(descriptor) == 0 else {
                throw Self.failure("cannot be shortened")
            }
        }
        return bytes[..<length].split(separator: Self.newline)
    }

    /// `line` without its newline. When this throws the line is not in the file.
    func append(_ line: [UInt8]) throws(PaymentError) {
        if let damage { throw damage }
        do throws(PaymentError) {
            try write(line + [Self.newline])
            guard fsync(descriptor) == 0 else { throw Self.failure("cannot be synced") }
            length += line.count + 1
        } catch {
            // Half a line in the middle would spoil all that follow.
            if ftruncate(descriptor, length) != 0 || fsync(descriptor) != 0 { damage = error }
            throw error
        }
    }

    /// Whether the last `append` left the file in a state that could not be repaired.
    var isDamaged: Bool { damage != nil }

    private func write(_ bytes: [UInt8]) throws(PaymentError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Self.failure("cannot be written") }
            rest = rest.dropFirst(written)
        }
    }

    private func readAll() throws(PaymentError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, bytes.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("cannot be read") }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= Self.maximumBytes else {
                throw .unavailable("the state file of the fake backend is larger than \(Self.maximumBytes) bytes")
            }
            bytes += chunk[..<count]
        }
    }

    /// With the reason that the last call into the C library left.
    private static func failure(_ what: String) -> PaymentError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return .unavailable("the state file of the fake backend \(what): \(reason)")
    }
}
