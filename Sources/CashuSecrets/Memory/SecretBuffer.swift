internal import CSecretMemory
internal import Glibc

/// Room in the arena for a secret that arrives from a file or a terminal, such as words or a passphrase. Wiped when
/// dropped.
@safe
package struct SecretBuffer: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    package private(set) var count = 0

    /// - Precondition: `capacity` is 1 to 2^20.
    package init(capacity: Int) {
        guard let memory = unsafe mint_secret_allocate(capacity) else {
            preconditionFailure("no memory for \(capacity) secret bytes")
        }
        self.capacity = capacity
        unsafe self.memory = unsafe memory
    }

    deinit {
        unsafe mint_secret_free(memory, capacity)
    }

    /// Reads to the end of the file, or of the line, or until the memory is full.
    /// - Returns: 0, or the errno of read(2).
    package mutating func read(_ descriptor: Int32, toEndOfLine: Bool = false) -> Int32 {
        while count < capacity {
            // One by one from a terminal or a pipe: what follows the line belongs to somebody else.
            let wanted = toEndOfLine ? 1 : capacity - count
            let taken = unsafe Glibc.read(descriptor, memory + count, wanted)
            if taken < 0 {
                if errno == EINTR { continue }
                return errno
            }
            if taken == 0 { return 0 }
            count += taken
            if toEndOfLine, last == UInt8(ascii: "\n") { return 0 }
        }
        return 0
    }

    /// Forgets one line end after the last line, as an editor writes it.
    package mutating func dropLineEnd() {
        if last == UInt8(ascii: "\n") { drop() }
        if last == UInt8(ascii: "\r") { drop() }
    }

    /// Whether there may be more than was read.
    package var isFull: Bool { count == capacity }

    private var last: UInt8? { count == 0 ? nil : unsafe memory.load(fromByteOffset: count - 1, as: UInt8.self) }

    private mutating func drop() {
        count -= 1
        unsafe memory.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
    }

    /// Lends what was read; `body` may not keep it.
    package borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E)
        -> R
    {
        try unsafe body(UnsafeRawBufferPointer(start: memory, count: count))
    }
}
