internal import CSodium
internal import CashuCrypto

/// A mnemonic under a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM seals the words.
///
/// Words, passphrase and key are in locked memory. scrypt's own 128 MiB are not: libsodium takes them from the system
/// and gives them back within a second.
package enum SealedMnemonic {
    /// The words are filled up with line ends, so that the length tells nothing: 24 of 8 letters need 215.
    private static let plainBytes = 256
    static let sealedBytes = plainBytes + Int(crypto_aead_aes256gcm_ABYTES)

    package static func isSealed(_ text: UnsafeRawBufferPointer) -> Bool {
        unsafe text.starts(with: SealedLine.prefix.utf8)
    }

    /// About half a second.
    /// - Precondition: neither text is empty.
    /// - Returns: one line without its end.
    package static func seal(
        _ mnemonic: borrowing Mnemonic, _ passphrase: UnsafeRawBufferPointer
    ) throws(SealError) -> String {
        let line = SealedLine(cost: SealedLine.costs.lowerBound, salt: .random(), nonce: .random())
        return try unsafe seal(mnemonic, passphrase, line)
    }

    static func seal(
        _ mnemonic: borrowing Mnemonic, _ passphrase: UnsafeRawBufferPointer, _ line: SealedLine
    ) throws(SealError) -> String {
        let key = try unsafe key(line, passphrase)
        let plain = unsafe LockedBytes(count: plainBytes) { output in
            unsafe output.update(repeating: UInt8(ascii: "\n"), count: plainBytes)
            unsafe mnemonic.withText { text in
                unsafe UnsafeMutableRawPointer(output).copyMemory(from: text.baseAddress!, byteCount: text.count)
            }
        }
        var sealed = [UInt8](repeating: 0, count: sealedBytes)
        let header = Array(line.header.utf8)
        unsafe key.withBytes { key in
            unsafe plain.withBytes { plain in
                // https://doc.libsodium.org/secret-key_cryptography/aead/aes-256-gcm: "always returns 0".
                _ = unsafe crypto_aead_aes256gcm_encrypt(
                    &sealed, nil, plain, UInt64(plainBytes), header, UInt64(header.count), nil, line.nonce.bytes, key)
            }
        }
        return line.header + Hex.encode(sealed)
    }

    package static func open(
        _ text: UnsafeRawBufferPointer, _ passphrase: UnsafeRawBufferPointer
    ) throws(SealError) -> Mnemonic {
        let (line, sealed) = try unsafe SealedLine.parse(text)
        let key = try unsafe key(line, passphrase)
        let header = Array(line.header.utf8)
        let plain = try unsafe LockedBytes(count: plainBytes) { (output) throws(SealError) in
            let status = unsafe key.withBytes { key in
                unsafe crypto_aead_aes256gcm_decrypt(
                    output, nil, nil, sealed, UInt64(sealed.count), header, UInt64(header.count), line.nonce.bytes, key)
            }
            guard status == 0 else { throw .wrongPassphrase }
        }
        do throws(MnemonicError) {
            return try unsafe plain.withBytes { (plain) throws(MnemonicError) in
                try unsafe Mnemonic(parsing: UnsafeRawBufferPointer(start: plain, count: plainBytes))
            }
        } catch {
            throw .content(error)
        }
    }

    private static func key(_ line: SealedLine, _ passphrase: UnsafeRawBufferPointer) throws(SealError) -> LockedBytes {
        SodiumLibrary.start()
        guard crypto_aead_aes256gcm_is_available() == 1 else { throw .noAES }
        guard let start = passphrase.baseAddress else { preconditionFailure("the passphrase is not empty") }
        let salt = line.salt.bytes
        return try unsafe LockedBytes(count: Int(crypto_aead_aes256gcm_KEYBYTES)) { (output) throws(SealError) in
            let status = unsafe crypto_pwhash_scryptsalsa208sha256_ll(
                start.assumingMemoryBound(to: UInt8.self), passphrase.count, salt, salt.count, 1 << line.cost, 8, 1,
                output, Int(crypto_aead_aes256gcm_KEYBYTES))
            guard status == 0 else { throw .noMemory }
        }
    }
}
