internal import CSecretMemory

/// Whether secrets stay out of the swap space.
package enum MemoryLock {
    /// Makes room for `byteCount` more bytes of secrets. `false` when it, or anything before it, could not be locked
    /// (RLIMIT_MEMLOCK): the program still works, but its operator should know.
    package static func reserve(byteCount: Int) -> Bool {
        precondition(byteCount > 0, "there is something to lock")
        return mint_secret_reserve(byteCount) && mint_secret_is_locked()
    }

    /// Whether every secret of this process was locked so far.
    package static var isComplete: Bool { mint_secret_is_locked() }
}
