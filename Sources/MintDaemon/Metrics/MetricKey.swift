enum MetricKind: String, Sendable {
    case counter, gauge
    /// A sum and a count: of times in seconds, and of other measures.
    case summary
}

/// What is measured, and of what.
struct MetricKey: Hashable, Sendable {
    let name: String
    /// Sorted by their names.
    let labels: [Label]
    let kind: MetricKind

    struct Label: Hashable, Sendable {
        let name: String
        let value: String
    }

    init(_ name: String, _ dimensions: [(String, String)], _ kind: MetricKind) {
        self.name = Self.identifier(name)
        labels = dimensions.map { Label(name: Self.identifier($0), value: $1) }.sorted { $0.name < $1.name }
        self.kind = kind
    }

    /// Prometheus allows ASCII letters, digits and underscores.
    private static func identifier(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
