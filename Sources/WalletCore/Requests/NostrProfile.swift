internal import CashuCrypto
internal import Lightning

/// Who is to be paid over Nostr: a key and relays, as NIP-19 writes them.
struct NostrProfile: Sendable, Hashable {
    private static let maximumCharacters = 10_000

    /// The x coordinate.
    let key: FixedBytes<32>
    let relays: [String]

    init(key: FixedBytes<32>, relays: [String]) {
        self.key = key
        self.relays = relays
    }

    /// `nprofile1…` or `npub1…`; `nil` for anything else.
    init?(_ text: String) {
        guard let decoded = try? Bech32.decode(text, maximumCharacters: Self.maximumCharacters),
            let bytes = FiveBitWords.bytes(decoded.words)
        else { return nil }
        switch decoded.prefix {
        case "npub":
            guard let key = FixedBytes<32>(bytes) else { return nil }
            self.init(key: key, relays: [])
        case "nprofile": self.init(fields: bytes)
        default: return nil
        }
    }

    /// NIP-19's own fields: a type and a length of one byte each.
    private init?(fields bytes: [UInt8]) {
        var rest = bytes[...]
        var key: FixedBytes<32>?
        var relays: [String] = []
        while let type = rest.popFirst() {
            guard let length = rest.popFirst(), length <= rest.count else { return nil }
            let value = Array(rest.prefix(Int(length)))
            rest = rest.dropFirst(Int(length))
            switch type {
            case 0:
                guard key == nil, let only = FixedBytes<32>(value) else { return nil }
                key = only
            case 1:
                guard let relay = String(validating: value, as: UTF8.self) else { return nil }
                relays.append(relay)
            default: break
            }
        }
        guard let key else { return nil }
        self.init(key: key, relays: relays)
    }

    /// `npub1…` without relays, else `nprofile1…`; `nil` when the address of a relay is too long for it.
    var text: String? {
        guard !relays.isEmpty else { return Bech32.encode(prefix: "npub", words: FiveBitWords.words(key.bytes)) }
        var bytes: [UInt8] = [0, 32] + key.bytes
        for relay in relays {
            guard let length = UInt8(exactly: relay.utf8.count) else { return nil }
            bytes += [1, length] + relay.utf8
        }
        return Bech32.encode(prefix: "nprofile", words: FiveBitWords.words(bytes))
    }
}
