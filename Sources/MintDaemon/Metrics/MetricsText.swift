/// The text format of Prometheus, version 0.0.4.
enum MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func write(_ series: [(key: MetricKey, value: MetricSeries.Value)]) -> String {
        var lines: [String] = []
        let byName = Dictionary(grouping: series, by: \.key.name).sorted { $0.key < $1.key }
        for (name, series) in byName {
            guard let kind = series.first?.key.kind else { continue }
            lines.append("# TYPE \(name) \(kind.rawValue)")
            // One name has one kind: whoever uses it for another is not believed.
            let sorted = series.filter { $0.key.kind == kind }.map { (labels($0.key), $0.value) }.sorted { $0.0 < $1.0 }
            for (labels, value) in sorted {
                switch kind {
                case .counter, .gauge: lines.append("\(name)\(labels) \(number(value.sum))")
                case .summary:
                    lines.append("\(name)_sum\(labels) \(number(value.sum))")
                    lines.append("\(name)_count\(labels) \(value.count)")
                }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func labels(_ key: MetricKey) -> String {
        guard !key.labels.isEmpty else { return "" }
        return "{" + key.labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }.joined()
    }

    private static func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return value.isNaN ? "NaN" : value.isInfinite ? (value > 0 ? "+Inf" : "-Inf") : "\(value)"
    }
}
