internal import CashuCrypto
internal import CSodium

/// A key that both ends of a connection were given beforehand, 32 to 128 bytes: kept between guard pages, locked in memory
/// where the system allows it, left out of core dumps, and wiped with its last owner.
///
/// `CashuSecrets` has such memory, too. It is not used here, because the mint links none of the code that can hold the
/// keys of a mint.
@safe
package final class PreSharedKey: @unchecked Sendable {  // written only in `init`, before anyone can share it
    package static let byteCounts = 32...128

    private let count: Int
    private let start: UnsafeMutablePointer<UInt8>

    /// - Parameter hex: two digits of either case for each byte. The caller wipes them.
    /// - Returns: `nil` unless there are as many as `byteCounts` says, and nothing else.
    package init?(hex: UnsafeRawBufferPointer) {
        guard hex.count % 2 == 0, Self.byteCounts.contains(hex.count / 2) else { return nil }
        SodiumLibrary.start()
        count = hex.count / 2
        // https://doc.libsodium.org/memory_management: "returns NULL and sets errno on failure".
        guard let memory = unsafe sodium_malloc(count) else { preconditionFailure("no memory for \(count) bytes") }
        unsafe start = memory.bindMemory(to: UInt8.self, capacity: count)
        var decoded = 0
        // https://doc.libsodium.org/helpers: constant time for a given length; fails on what is no digit.
        let status = unsafe sodium_hex2bin(
            start, count, hex.baseAddress?.assumingMemoryBound(to: CChar.self), hex.count, nil, &decoded, nil)
        guard status == 0, decoded == count else { return nil }
        precondition(unsafe sodium_mprotect_readonly(memory) == 0, "the region's protection can be changed")
    }

    deinit {
        // "Before deallocation, the memory is overwritten with zeros."
        unsafe sodium_free(start)
    }

    /// HMAC-SHA256 (RFC 2104).
    func authenticationCode(of message: [UInt8]) -> FixedBytes<32> {
        var code = FixedBytes<32>()
        // The pointer alone does not keep `self` alive.
        defer { withExtendedLifetime(self) {} }
        var state = crypto_auth_hmacsha256_state()
        // https://doc.libsodium.org/advanced/hmac-sha2: these only compute and have no failure to report.
        unsafe crypto_auth_hmacsha256_init(&state, start, count)
        unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        unsafe code.withMutableBytes { output in
            guard let start = output.baseAddress else { preconditionFailure("32 bytes have an address") }
            unsafe crypto_auth_hmacsha256_final(&state, start.assumingMemoryBound(to: UInt8.self))
        }
        // The state begins with what the key was mixed into.
        unsafe withUnsafeMutableBytes(of: &state) { unsafe sodium_memzero($0.baseAddress, $0.count) }
        return code
    }

    /// In a time that does not tell where they differ.
    static func areEqual(_ first: FixedBytes<32>, _ second: FixedBytes<32>) -> Bool {
        unsafe first.withBytes { first in
            unsafe second.withBytes { second in unsafe sodium_memcmp(first.baseAddress, second.baseAddress, 32) == 0 }
        }
    }
}
