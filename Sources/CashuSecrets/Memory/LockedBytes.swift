internal import CSecretMemory

/// Secret bytes in the arena of this process: locked in memory, left out of core dumps, absent from children, and wiped
/// when the last owner lets go.
///
/// When the system refuses to lock (RLIMIT_MEMLOCK) the bytes are kept all the same and may reach the swap space;
/// `MemoryLock` tells.
@safe
final class LockedBytes: @unchecked Sendable {  // written only in `init`, before anyone can share it
    let count: Int
    private let start: UnsafeMutablePointer<UInt8>

    /// `fill` must write what is not to stay zero.
    init<E: Error>(count: Int, fill: (UnsafeMutablePointer<UInt8>) throws(E) -> Void) throws(E) {
        guard let memory = unsafe mint_secret_allocate(count) else {
            preconditionFailure("no memory for \(count) secret bytes")
        }
        self.count = count
        unsafe start = memory.bindMemory(to: UInt8.self, capacity: count)
        defer { Scratch.wipeStack() }
        try unsafe fill(start)
    }

    convenience init(copying bytes: UnsafeRawBufferPointer) {
        unsafe self.init(count: bytes.count) { start in
            unsafe UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyMemory(from: bytes)
        }
    }

    deinit {
        unsafe mint_secret_free(start, count)
    }

    /// Lends the bytes; `body` may not keep the pointer. What it left on the stack is wiped.
    func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafePointer<UInt8>) throws(E) -> R) throws(E) -> R {
        // The pointer alone does not keep `self` alive.
        defer { withExtendedLifetime(self) { Scratch.wipeStack() } }
        return try unsafe body(UnsafePointer(start))
    }
}
