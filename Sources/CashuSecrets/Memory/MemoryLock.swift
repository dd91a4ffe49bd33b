internal import CashuCrypto
internal import CSodium

/// Whether secrets will stay out of the swap space.
package enum MemoryLock {
    /// Tries to lock `byteCount` bytes, as the secrets will be. `false` when RLIMIT_MEMLOCK or a lack of privilege
    /// forbids it: the program still works, but its operator should know.
    package static func isAvailable(byteCount: Int) -> Bool {
        precondition(byteCount > 0, "there is something to lock")
        SodiumLibrary.start()
        let probe = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 4_096)
        defer { unsafe probe.deallocate() }
        guard unsafe sodium_mlock(probe, byteCount) == 0 else { return false }
        return unsafe sodium_munlock(probe, byteCount) == 0
    }
}
