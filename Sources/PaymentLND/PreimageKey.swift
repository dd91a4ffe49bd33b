internal import CSodium
package import CashuCrypto
internal import Glibc
internal import Synchronization

/// The secret from which the preimages of the mint's invoices follow (docs/decisions/0023-lnd.md).
///
/// A retry after a lost answer must mean the same invoice, so a preimage follows from the label of its quote; and
/// whoever forwards the payment must not be able to guess it, so it takes a secret too. Losing the secret loses no money:
/// invoices that exist stay with the node.
package struct PreimageKey: Sendable {
    private let key: FixedBytes<32>

    package init(_ key: FixedBytes<32>) { self.key = key }

    /// HMAC-SHA256 (RFC 2104) of the label, in a domain of its own.
    func preimage(label: String) -> FixedBytes<32> {
        authenticationCode(of: Array("cashu mint lnd preimage v1\0".utf8) + Array(label.utf8))
    }

    func authenticationCode(of message: [UInt8]) -> FixedBytes<32> {
        var code = FixedBytes<32>()
        var state = crypto_auth_hmacsha256_state()
        // https://doc.libsodium.org/advanced/hmac-sha2: these only compute and have no failure to report.
        unsafe crypto_auth_hmacsha256_init(&state, key.bytes, 32)
        unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        unsafe code.withMutableBytes { output in
            guard let start = output.baseAddress else { preconditionFailure("32 bytes have an address") }
            unsafe crypto_auth_hmacsha256_final(&state, start.assumingMemoryBound(to: UInt8.self))
        }
        // The state begins with what the key was mixed into.
        unsafe withUnsafeMutableBytes(of: &state) { unsafe sodium_memzero($0.baseAddress, $0.count) }
        return code
    }
}

extension PreimageKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "PreimageKey(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
