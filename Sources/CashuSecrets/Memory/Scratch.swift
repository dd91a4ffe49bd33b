internal import CSodium

/// Short-lived secrets of a computation, wiped when it ends.
enum Scratch {
    /// More than the calls into the two libraries need, in builds for debugging too.
    private static let stackBytes = 16 << 10

    /// Wipes what functions that have returned left on the stack below this one. libsecp256k1 0.2 clears its copies of
    /// a scalar by stores that its compiler sees no use of and removes.
    static func wipeStack() { sodium_stackzero(stackBytes) }

    /// Lends `count` uninitialised bytes of the stack to `body`, which may not keep the pointer or return a secret.
    static func withBytes<R>(_ count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> R) -> R {
        unsafe with(UInt8.self, count) { unsafe body($0) }
    }

    /// The same for C structures, which are wiped as bytes.
    static func with<T: BitwiseCopyable, R>(
        _ type: T.Type, _ count: Int = 1, _ body: (UnsafeMutablePointer<T>) -> R
    ) -> R {
        unsafe withUnsafeTemporaryAllocation(of: type, capacity: count) { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("the allocation is not empty") }
            defer { unsafe sodium_memzero(start, count * MemoryLayout<T>.stride) }
            return unsafe body(start)
        }
    }
}
