import CashuCrypto

/// Private keys of every kind: where a computation depends on one, two of these differ.
enum ProbeKeys {
    private static let extremes = [
        String(repeating: "0", count: 63) + "1",
        String(repeating: "0", count: 63) + "2",
        String(repeating: "0", count: 63) + "3",
        // The order of the group less 1, 2 and 3.
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413f",
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413e",
        // About half of it, where libraries change to the negative.
        "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
        "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1",
        // One bit, few bits, nearly all bits.
        "80" + String(repeating: "0", count: 62),
        String(repeating: "0", count: 31) + "1" + String(repeating: "0", count: 32),
        "8000000000000000000000000000000080000000000000000000000000000001",
        "7" + String(repeating: "f", count: 63),
        String(repeating: "0", count: 32) + String(repeating: "f", count: 32),
        String(repeating: "a5", count: 32),
    ]

    static let all: [FixedBytes<32>] =
        extremes.map { text in
            guard let key = FixedBytes<32>(hex: text) else { preconditionFailure("64 digits are 32 bytes") }
            return key
        } + (0..<10).map { SHA256.hash("key \($0)") }
}
