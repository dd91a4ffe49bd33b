extension Hex {
    /// As `decode(_:maximumBytes:)` for digits that are no `String` yet. Not generic, so callers in other modules get
    /// compiled code for exactly this.
    package static func decode(digits: ArraySlice<UInt8>, maximumBytes: Int) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2), digits.count / 2 <= maximumBytes else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var position = digits.startIndex
        while position < digits.endIndex {
            guard let high = value(digits[position]), let low = value(digits[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
            position += 2
        }
        return bytes
    }
}

extension PublicKey {
    package init?(hexDigits digits: ArraySlice<UInt8>) {
        guard let bytes = Hex.decode(digits: digits, maximumBytes: 33) else { return nil }
        self.init(bytes)
    }
}
