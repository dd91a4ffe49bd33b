package import CashuCrypto

/// The seed of a BIP-32 tree, in locked memory: the 64 bytes that BIP-39 gives, or 16 to 64 others.
package final class Seed: Sendable {
    /// BIP-32: "between 128 and 512 bits".
    package static let byteCounts = 16...64

    private let bytes: LockedBytes

    /// - Precondition: the count is one of `byteCounts`. The caller wipes its own copy.
    package convenience init(bytes: UnsafeRawBufferPointer) {
        self.init(locked: unsafe LockedBytes(copying: bytes))
    }

    init(locked: LockedBytes) {
        precondition(Self.byteCounts.contains(locked.count), "BIP-32 defines seeds of 16 to 64 bytes")
        bytes = locked
    }

    /// Lends the bytes; `body` may not keep the pointer.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        unsafe bytes.withBytes { unsafe body(UnsafeRawBufferPointer(start: $0, count: bytes.count)) }
    }

    /// Recognises a wrong seed and reveals nothing of the right one.
    package var fingerprint: FixedBytes<32> {
        var fingerprint = FixedBytes<32>()
        unsafe fingerprint.withMutableBytes { output in
            unsafe withBytes { key in
                unsafe Array("cashu-signatory/seed-fingerprint".utf8).withUnsafeBytes { message in
                    unsafe HMAC.sha256(
                        key: key, message: message, into: output.baseAddress!.assumingMemoryBound(to: UInt8.self))
                }
            }
        }
        return fingerprint
    }
}
