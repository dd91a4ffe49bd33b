package import CashuCrypto

/// A key for codes of messages (HMAC-SHA256), in locked memory.
package final class MessageKey: Sendable {
    private let key: LockedBytes

    /// The key that a seed gives for one purpose.
    package init(of seed: Seed, for purpose: StaticString) {
        key = unsafe LockedBytes(count: 32) { output in
            unsafe seed.withBytes { seed in
                unsafe Array("\(purpose)".utf8).withUnsafeBytes { purpose in
                    unsafe HMAC.sha256(key: seed, message: purpose, into: output)
                }
            }
        }
    }

    /// - Precondition: the message is not empty.
    package func code(of message: [UInt8]) -> FixedBytes<32> {
        var code = FixedBytes<32>()
        unsafe code.withMutableBytes { output in
            unsafe key.withBytes { key in
                unsafe message.withUnsafeBytes { message in
                    unsafe HMAC.sha256(
                        key: UnsafeRawBufferPointer(start: key, count: 32), message: message,
                        into: output.baseAddress!.assumingMemoryBound(to: UInt8.self))
                }
            }
        }
        return code
    }
}
