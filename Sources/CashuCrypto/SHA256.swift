internal import CSodium

/// SHA-256 (FIPS 180-4) over libsodium.
package struct SHA256: Sendable {
    private var state = crypto_hash_sha256_state()

    package init() {
        // Cannot fail: it only writes the initial chaining values.
        unsafe crypto_hash_sha256_init(&state)
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        // https://doc.libsodium.org/advanced/sha-2_hash_function: takes the address and the length of the message.
        unsafe crypto_hash_sha256_update(
            &state, start.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }

    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update<let n: Int>(_ bytes: FixedBytes<n>) {
        unsafe bytes.withBytes { unsafe update($0) }
    }

    package mutating func update(_ text: String) {
        update(Array(text.utf8))
    }

    package consuming func finish() -> FixedBytes<32> {
        var state = state
        var digest = FixedBytes<32>()
        unsafe digest.withMutableBytes { buffer in
            _ = unsafe crypto_hash_sha256_final(&state, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
        }
        return digest
    }

    package static func hash(_ bytes: [UInt8]) -> FixedBytes<32> {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    package static func hash(_ text: String) -> FixedBytes<32> {
        hash(Array(text.utf8))
    }
}
