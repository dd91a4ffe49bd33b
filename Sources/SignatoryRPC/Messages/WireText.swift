/// The text fields: for people and logs, never compared.
enum WireText {
    /// The longest release name, such as `mintd/0.1.0`.
    static let maximumReleaseBytes = 64

    /// UTF-8 without control characters and of at most `maximumBytes`.
    static func clean(_ text: String, maximumBytes: Int) -> [UInt8] {
        var clean: [UInt8] = []
        clean.reserveCapacity(min(text.utf8.count, maximumBytes))
        for scalar in text.unicodeScalars {
            let shown = scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar
            guard clean.count + UTF8.width(shown) <= maximumBytes else { break }
            clean.append(contentsOf: UTF8.encode(shown) ?? UTF8.encodedReplacementCharacter)
        }
        return clean
    }
}
