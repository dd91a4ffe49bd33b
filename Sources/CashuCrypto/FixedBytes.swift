/// Exactly `count` bytes, stored inline.
///
/// Identities (points, hashes, ids) are bytes and never text: Swift compares `String` by Unicode equivalence, under
/// which two different secrets can be equal. Equality here is for public values; it stops at the first difference.
package struct FixedBytes<let count: Int>: Sendable {
    package var storage: InlineArray<count, UInt8>

    @inlinable
    package init(repeating byte: UInt8 = 0) {
        storage = InlineArray(repeating: byte)
    }

    /// Fills every byte from `body`, which is called with the index.
    @inlinable
    package init(_ body: (Int) -> UInt8) {
        storage = InlineArray(body)
    }

    /// `nil` unless there are exactly `count` bytes.
    @inlinable
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == count else { return nil }
        self.init()
        var position = 0
        for byte in bytes {
            storage[position] = byte
            position += 1
        }
    }

    /// `nil` unless the text is exactly `2 * count` hexadecimal digits of either case.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex, maximumBytes: count) else { return nil }
        self.init(bytes)
    }

    @inlinable
    package subscript(position: Int) -> UInt8 {
        get { storage[position] }
        set { storage[position] = newValue }
    }

    @inlinable
    package var bytes: [UInt8] { unsafe withBytes { unsafe [UInt8]($0) } }

    /// Lower-case hexadecimal digits.
    package var hex: String { unsafe withBytes { unsafe Hex.encode($0) } }

    /// Lends the bytes to C for the duration of `body`.
    @inlinable
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try unsafe withUnsafeBytes(of: storage, body)
    }

    /// Lends the bytes to C to be written for the duration of `body`.
    @inlinable
    package mutating func withMutableBytes<R, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe withUnsafeMutableBytes(of: &storage, body)
    }
}

extension FixedBytes: Hashable {
    @inlinable
    package static func == (left: Self, right: Self) -> Bool {
        for position in 0..<count where left.storage[position] != right.storage[position] { return false }
        return true
    }

    @inlinable
    package func hash(into hasher: inout Hasher) {
        unsafe withBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension FixedBytes: Comparable {
    /// Lexicographic, as `memcmp` orders.
    @inlinable
    package static func < (left: Self, right: Self) -> Bool {
        for position in 0..<count where left.storage[position] != right.storage[position] {
            return left.storage[position] < right.storage[position]
        }
        return false
    }
}

extension FixedBytes: CustomStringConvertible {
    package var description: String { hex }
}
