/// Cuts a stream into lines. Chunks of HTTP mean nothing: one may hold many lines, and a line may come in many.
struct JSONLines {
    /// A payment lists every HTLC it tried, and every hop of it.
    static let maximumBytes = 16 << 20

    private var rest: [UInt8] = []
    private static let newline = UInt8(ascii: "\n")

    /// The lines that `chunk` completes. Empty ones are left out: they keep a connection alive, or end a line twice.
    mutating func append(_ chunk: some Collection<UInt8>) throws(LNDFailure) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for piece in chunk.split(separator: Self.newline, omittingEmptySubsequences: false).enumerated() {
            if piece.offset > 0 {
                if !Self.isBlank(rest) { lines.append(rest) }
                rest = []
            }
            guard rest.count + piece.element.count <= Self.maximumBytes else {
                throw .unreadable("a line of more than \(Self.maximumBytes) bytes")
            }
            rest += piece.element
        }
        return lines
    }

    /// What came after the last newline: a last line without one, or the first half of a line that was cut off.
    var unfinished: [UInt8]? { Self.isBlank(rest) ? nil : rest }

    private static func isBlank(_ line: [UInt8]) -> Bool {
        line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
    }
}
