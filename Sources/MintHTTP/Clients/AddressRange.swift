/// Addresses that begin alike, as in `10.0.0.0/8` (RFC 4632, RFC 4291 §2.3).
package struct AddressRange: Sendable, Equatable {
    package static let loopback = [AddressRange(.v4(0x7f00_0000), 8), AddressRange(.v6(high: 0, low: 1), 128)]

    private let first: ClientAddress
    private let length: Int

    private init(_ first: ClientAddress, _ length: Int) {
        self.first = first
        self.length = length
    }

    /// `nil` for what is no range, and for one whose address has bits beyond its length: whoever wrote that meant
    /// another one.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = ClientAddress(parts[0]) else { return nil }
        let longest = if case .v4 = first { 32 } else { 128 }
        var length = longest
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(parts[1]), number <= longest
            else { return nil }
            length = number
        }
        self.init(first, length)
        guard Self.head(of: first, length) == first else { return nil }
    }

    package func contains(_ address: ClientAddress) -> Bool {
        switch (first, address) {
        case (.v4, .v4), (.v6, .v6): Self.head(of: address, length) == first
        case (.v4, .v6), (.v6, .v4): false
        }
    }

    private static func head(of address: ClientAddress, _ length: Int) -> ClientAddress {
        switch address {
        // A shift by all bits gives zero.
        case .v4(let bits): .v4(bits & (UInt32.max << (32 - length)))
        case .v6(let high, let low):
            .v6(
                high: high & (UInt64.max << max(0, 64 - length)), low: low & (UInt64.max << min(64, 128 - length)))
        }
    }
}
