/// The private keys of one keyset: `count` scalars of 32 bytes in one locked region, wiped with its last owner.
package final class SecretArena: Sendable {
    package let count: Int
    private let region: LockedBytes

    /// `nil` unless the bytes are one or more scalars of 32 big-endian bytes, each neither zero nor at or above the
    /// order of the group. The caller wipes its own copy.
    package convenience init?(copying scalars: UnsafeRawBufferPointer) {
        guard scalars.count > 0, scalars.count.isMultiple(of: Scalar.byteCount) else { return nil }
        self.init(region: unsafe LockedBytes(copying: scalars))
        for index in 0..<count {
            let isValid = unsafe withScalar(at: index) {
                unsafe Scalar.isValid($0.assumingMemoryBound(to: UInt8.self))
            }
            guard isValid else { return nil }
        }
    }

    /// The region holds valid scalars and nothing else.
    init(region: LockedBytes) {
        self.region = region
        count = region.count / Scalar.byteCount
    }

    /// Lends 32 big-endian bytes; `body` may not keep the pointer.
    package func withScalar<R>(at index: Int, _ body: (UnsafeRawPointer) -> R) -> R {
        precondition((0..<count).contains(index), "the arena has \(count) scalars")
        return unsafe region.withBytes { unsafe body(UnsafeRawPointer($0 + index * Scalar.byteCount)) }
    }
}
