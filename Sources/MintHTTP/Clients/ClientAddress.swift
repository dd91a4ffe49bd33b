internal import NIOCore

/// Where a request comes from, as a number of 32 or of 128 bits.
package enum ClientAddress: Sendable, Hashable {
    case v4(UInt32)
    case v6(high: UInt64, low: UInt64)

    /// - Parameter text: an address without a port, a zone or brackets.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 45, !text.contains("%"),
            let address = try? SocketAddress(ipAddress: String(text), port: 0)
        else { return nil }
        self.init(address)
    }

    /// `nil` for what is no address of the internet protocol.
    init?(_ address: SocketAddress) {
        // Where `sin_addr` and `sin6_addr` begin in <netinet/in.h>; both are in the order of the network.
        switch address {
        case .v4: self = .v4(Self.bits(address, at: 4))
        case .v6: self.init(high: Self.bits(address, at: 8), low: Self.bits(address, at: 16))
        case .unixDomainSocket: return nil
        }
    }

    private static func bits<Bits: FixedWidthInteger & BitwiseCopyable>(_ address: SocketAddress, at offset: Int)
        -> Bits
    {
        unsafe address.withSockAddr { pointer, count in
            let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: count)
            return unsafe Bits(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self))
        }
    }

    /// What a socket for both protocols shows of IPv4 (RFC 4291 §2.5.5.2) is an address of IPv4.
    private init(high: UInt64, low: UInt64) {
        self = high == 0 && low >> 32 == 0xffff ? .v4(UInt32(truncatingIfNeeded: low)) : .v6(high: high, low: low)
    }

    var isLoopback: Bool { AddressRange.loopback.contains { $0.contains(self) } }

    /// Whoever has one address of these has all of them: one of IPv4, the 64 bits of an IPv6 subnet.
    var host: ClientPrefix {
        switch self {
        case .v4(let bits): .v4(bits, length: 32)
        case .v6(let high, _): .v6(high, length: 64)
        }
    }

    /// What a customer of a hoster can get without much ado: a /24 of IPv4, a /48 of IPv6.
    var network: ClientPrefix {
        switch self {
        case .v4(let bits): .v4(bits & ~0xff, length: 24)
        case .v6(let high, _): .v6(high & ~0xffff, length: 48)
        }
    }
}

/// The addresses that are counted together.
enum ClientPrefix: Hashable {
    case v4(UInt32, length: UInt8)
    case v6(UInt64, length: UInt8)
}
