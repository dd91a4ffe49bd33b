import Cashu
import CashuCrypto
import Testing

extension KeysetKeys {
    /// From the keys of a vector: amount to key, both as text. `nil` where a mint would refuse them.
    init?(hex keys: [String: String]) {
        var pairs: [(amount: UInt64, key: PublicKey)] = []
        for (amount, key) in keys {
            guard let amount = UInt64(amount), let key = PublicKey(hex: key) else { return nil }
            pairs.append((amount, key))
        }
        self.init(pairs)
    }

    /// `count` keys for the powers of two: multiples of the generator.
    static func powersOfTwo(_ count: Int) throws -> KeysetKeys {
        let keys = try (1...count).map { number in
            try #require(PublicKey.generator.multiplied(by: FixedBytes<32> { $0 == 31 ? UInt8(number) : 0 }))
        }
        return try #require(KeysetKeys(amounts: (0..<count).map { UInt64(1) << UInt64($0) }, publicKeys: keys))
    }
}
