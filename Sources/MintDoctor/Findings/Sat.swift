/// Amounts for people.
enum Sat {
    /// Rounded down to whole ones: `1,234,567 sat`.
    static func text(_ msat: UInt64) -> String {
        let digits = Array("\(msat / 1_000)")
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return "\(text) sat"
    }
}
