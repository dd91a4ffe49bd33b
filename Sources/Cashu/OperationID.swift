package import CashuCrypto
internal import Glibc

/// Names an operation in logs, in the database and at the signatory, where repeating it makes a retry recognizable.
///
/// A UUID (RFC 9562). Of version 7 when it is new: 48 bits of Unix milliseconds, 74 random bits, sorting by time of
/// creation; in its text form it also names a quote (NUT-04: all 74 free bits from a CSPRNG). Of version 8 when it
/// follows from what the operation does, so that the same request has the same id wherever and whenever it is sent.
package struct OperationID: Sendable, Hashable {
    package let bytes: FixedBytes<16>

    package init(_ bytes: FixedBytes<16>) { self.bytes = bytes }

    package init?(_ bytes: some Collection<UInt8>) {
        guard let fixed = FixedBytes<16>(bytes) else { return nil }
        self.bytes = fixed
    }

    /// A new one.
    package init() {
        var bytes = FixedBytes<16>.random()
        let milliseconds = Self.unixMilliseconds()
        for position in 0..<6 { bytes[position] = UInt8(truncatingIfNeeded: milliseconds >> (8 * (5 - position))) }
        bytes[6] = bytes[6] & 0x0f | 0x70
        bytes[8] = bytes[8] & 0x3f | 0x80
        self.bytes = bytes
    }

    /// The one of a request with this digest: its first 122 bits.
    package init(digest: FixedBytes<32>) {
        var bytes = FixedBytes<16>()
        for position in 0..<16 { bytes[position] = digest[position] }
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        self.bytes = bytes
    }

    /// 8-4-4-4-12 lower-case hex digits.
    package var text: String {
        var text = ""
        for (position, character) in bytes.hex.enumerated() {
            if [8, 12, 16, 20].contains(position) { text.append("-") }
            text.append(character)
        }
        return text
    }

    private static func unixMilliseconds() -> UInt64 {
        var now = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec) * 1_000 + UInt64(now.tv_nsec) / 1_000_000
    }
}

extension OperationID: CustomStringConvertible {
    package var description: String { text }
}
