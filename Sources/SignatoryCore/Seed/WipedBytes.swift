internal import Glibc

/// Memory for the words of a seed on their way to `CashuSecrets`: locked when the system allows, wiped when dropped.
@safe
package struct WipedBytes: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    private var count = 0

    package init(capacity: Int) {
        self.capacity = capacity
        unsafe memory = .allocate(byteCount: capacity, alignment: 1)
        // Refused under a low RLIMIT_MEMLOCK, which the daemon tells its operator.
        unsafe mlock(memory, capacity)
    }

    deinit {
        unsafe explicit_bzero(memory, capacity)
        unsafe munlock(memory, capacity)
        unsafe memory.deallocate()
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
            let last = unsafe memory.load(fromByteOffset: count - 1, as: UInt8.self)
            if toEndOfLine, last == UInt8(ascii: "\n") { return 0 }
        }
        return 0
    }

    package var isFull: Bool { count == capacity }

    /// Lends what was read; `body` may not keep it.
    package borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E)
        -> R
    {
        try unsafe body(UnsafeRawBufferPointer(start: memory, count: count))
    }
}
