internal import CSodium

/// PBKDF2 with HMAC-SHA512 (RFC 8018, 5.2) for one block of 64 bytes, which is all that BIP-39 needs.
enum PBKDF2 {
    static func sha512(
        password: UnsafeBufferPointer<UInt8>, salt: [UInt8], rounds: Int, into output: UnsafeMutablePointer<UInt8>
    ) {
        precondition(rounds > 0, "there is at least one round")
        guard let passwordStart = password.baseAddress else { preconditionFailure("the password is not empty") }
        let firstMessage = salt + [0, 0, 0, 1]  // the number of the block
        unsafe Scratch.with(crypto_auth_hmacsha512_state.self, 2) { states in
            let (keyed, running) = unsafe (states, states + 1)
            // The password is absorbed once; every round starts from a copy of that state.
            unsafe crypto_auth_hmacsha512_init(keyed, passwordStart, password.count)
            unsafe Scratch.withBytes(64) { link in
                unsafe running.update(from: keyed, count: 1)
                unsafe crypto_auth_hmacsha512_update(running, firstMessage, UInt64(firstMessage.count))
                unsafe crypto_auth_hmacsha512_final(running, link)
                unsafe output.update(from: link, count: 64)
                for _ in 1..<rounds {
                    unsafe running.update(from: keyed, count: 1)
                    unsafe crypto_auth_hmacsha512_update(running, link, 64)
                    unsafe crypto_auth_hmacsha512_final(running, link)
                    for position in 0..<64 { unsafe output[position] ^= link[position] }
                }
            }
        }
    }
}
