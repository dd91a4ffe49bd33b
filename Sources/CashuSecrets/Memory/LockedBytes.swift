internal import CashuCrypto
internal import CSodium

/// Secret bytes between guard pages: locked in memory, left out of core dumps, read-only once written, and wiped when
/// the last owner lets go.
///
/// When the system refuses to lock (RLIMIT_MEMLOCK) the bytes are kept all the same and may reach the swap space;
/// `MemoryLock.isAvailable` tells beforehand.
@safe
final class LockedBytes: @unchecked Sendable {  // written only in `init`, before anyone can share it
    let count: Int
    private let start: UnsafeMutablePointer<UInt8>

    /// `fill` must write all `count` bytes; they are random-looking before it does.
    init<E: Error>(count: Int, fill: (UnsafeMutablePointer<UInt8>) throws(E) -> Void) throws(E) {
        SodiumLibrary.start()
        // https://doc.libsodium.org/memory_management: "returns NULL and sets errno on failure".
        guard let memory = unsafe sodium_malloc(count) else { preconditionFailure("no memory for \(count) bytes") }
        self.count = count
        unsafe start = memory.bindMemory(to: UInt8.self, capacity: count)
        try unsafe fill(start)
        precondition(unsafe sodium_mprotect_readonly(memory) == 0, "the region's protection can be changed")
    }

    convenience init(copying bytes: UnsafeRawBufferPointer) {
        unsafe self.init(count: bytes.count) { start in
            unsafe UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyMemory(from: bytes)
        }
    }

    deinit {
        // "Before deallocation, the memory is overwritten with zeros."
        unsafe sodium_free(start)
    }

    /// Lends the bytes; `body` may not keep the pointer.
    func withBytes<R, E: Error>(_ body: (UnsafePointer<UInt8>) throws(E) -> R) throws(E) -> R {
        // The pointer alone does not keep `self` alive.
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(UnsafePointer(start))
    }
}
