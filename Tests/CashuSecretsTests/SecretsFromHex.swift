import CashuCrypto
import Testing

@testable import CashuSecrets

// The secrets of tests are known to the world, so here, and only here, they may come from text.

func bytes(hex: String) throws -> [UInt8] {
    try #require(Hex.decode(hex, maximumBytes: 10_000))
}

extension Seed {
    convenience init(hex: String) throws {
        let bytes = try bytes(hex: hex)
        unsafe self.init(
            locked: LockedBytes(count: bytes.count) { output in
                for (position, byte) in bytes.enumerated() { unsafe output[position] = byte }
            })
    }

    var hex: String { unsafe withBytes { unsafe Hex.encode($0) } }
}

extension ExtendedKey {
    convenience init(seedHex: String) throws { try self.init(seed: Seed(hex: seedHex)) }

    var scalarHex: String { unsafe withScalar { scalar in FixedBytes<32> { unsafe scalar[$0] } }.hex }
}

extension SecretArena {
    /// `nil` where the bytes are no scalars.
    static func hex(_ scalars: String...) throws -> SecretArena? {
        let bytes = try bytes(hex: scalars.joined())
        return unsafe bytes.withUnsafeBytes { unsafe SecretArena(copying: $0) }
    }

    var hex: [String] {
        (0..<count).map { index in
            unsafe withScalar(at: index) { scalar in
                unsafe Hex.encode(UnsafeRawBufferPointer(start: scalar, count: Scalar.byteCount))
            }
        }
    }
}

extension BlindSigner {
    init(hex scalar: String) throws {
        self.init(try #require(try SecretArena.hex(scalar)))
    }
}

extension SigningKey {
    static func hex(_ scalar: String) throws -> SigningKey? {
        let bytes = try #require(FixedBytes<32>(hex: scalar))
        return unsafe bytes.withBytes { unsafe SigningKey(copying: $0.baseAddress!) }
    }
}

extension BlindingFactor {
    init?(hex: String) {
        guard let bytes = FixedBytes<32>(hex: hex) else { return nil }
        self.init(bytes)
    }
}

extension Mnemonic {
    init(words: String) throws {
        let bytes = Array(words.utf8)
        self = try unsafe bytes.span.withUnsafeBytes { try unsafe Mnemonic(parsing: $0) }
    }

    var words: String { unsafe withText { unsafe String(decoding: $0, as: UTF8.self) } }
}
