internal import FoundationEssentials
internal import Glibc

/// Tables on standard output, in the form that documents take them, and every single figure as a line of JSON.
struct Report: Sendable {
    /// Nowhere when `nil`.
    private let results: String?

    /// - Parameter results: a file, to which lines are appended.
    init(results: String?) throws(BenchmarkError) {
        self.results = results
        try append([])
    }

    func record(_ measurement: Measurement) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try append(Array(encoder.encode(measurement)) + [UInt8(ascii: "\n")])
    }

    private func append(_ line: [UInt8]) throws(BenchmarkError) {
        guard let results else { return }
        let file = unsafe open(results, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw BenchmarkError("\(results) cannot be written: \(errno)") }
        defer { close(file) }
        guard unsafe Glibc.write(file, line, line.count) == line.count else {
            throw BenchmarkError("\(results) cannot be written: \(errno)")
        }
    }

    func table(_ title: String, _ header: [String], _ rows: [[String]]) {
        var lines = ["", title, ""]
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        lines.append(line(header))
        lines.append("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|")
        lines += rows.map(line)
        write(lines, to: STDOUT_FILENO)
    }

    /// What happens at the moment, for who waits.
    func progress(_ text: String) { write([text], to: STDERR_FILENO) }

    /// At once: a run takes long, and who has seen enough ends it.
    private func write(_ lines: [String], to file: Int32) {
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        // Who does not read what he asked for misses nothing: the figures are in the results file.
        _ = unsafe Glibc.write(file, bytes, bytes.count)
    }
}
