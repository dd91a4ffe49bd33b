/// What was measured in several rounds.
struct Figures: Sendable {
    private let sorted: [Double]

    /// At least one.
    init(_ values: [Double]) { sorted = values.sorted() }

    var median: Double {
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    var lowest: Double { sorted[0] }
    var highest: Double { sorted[sorted.count - 1] }
}

extension Double {
    /// Whole, with commas between the thousands.
    var grouped: String {
        var digits = Array(String(Int(rounded())))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return String(digits)
    }

    /// With two digits after the point.
    var short: String {
        let hundredths = Int((self * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }
}
