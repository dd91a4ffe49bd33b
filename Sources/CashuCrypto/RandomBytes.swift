internal import CSodium

extension FixedBytes {
    /// From the kernel's generator; for identifiers and nonces. Secret scalars are made in `CashuSecrets`.
    package static func random() -> Self {
        SodiumLibrary.start()
        var bytes = Self()
        unsafe bytes.withMutableBytes { unsafe randombytes_buf($0.baseAddress!, count) }
        return bytes
    }
}
