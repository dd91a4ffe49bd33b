internal import CSodium

/// HMAC (RFC 2104) whose key, message and result may all be secret. The key may have any length but
/// zero, as may the message.
enum HMAC {
    /// Writes 32 bytes to `output`.
    static func sha256(
        key: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>
    ) {
        unsafe Scratch.with(crypto_auth_hmacsha256_state.self) { state in
            // https://doc.libsodium.org/advanced/hmac-sha2: these only compute and have no failure to report.
            unsafe crypto_auth_hmacsha256_init(state, bytes(of: key), key.count)
            unsafe crypto_auth_hmacsha256_update(state, bytes(of: message), UInt64(message.count))
            unsafe crypto_auth_hmacsha256_final(state, output)
        }
    }

    /// Writes 64 bytes to `output`.
    static func sha512(
        key: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>
    ) {
        unsafe Scratch.with(crypto_auth_hmacsha512_state.self) { state in
            unsafe crypto_auth_hmacsha512_init(state, bytes(of: key), key.count)
            unsafe crypto_auth_hmacsha512_update(state, bytes(of: message), UInt64(message.count))
            unsafe crypto_auth_hmacsha512_final(state, output)
        }
    }

    private static func bytes(of buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8> {
        guard let start = buffer.baseAddress else { preconditionFailure("neither key nor message is empty") }
        return unsafe start.assumingMemoryBound(to: UInt8.self)
    }
}
