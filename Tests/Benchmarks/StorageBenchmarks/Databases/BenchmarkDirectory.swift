internal import FoundationEssentials

/// A directory of its own on the disk that is measured.
struct BenchmarkDirectory: Sendable {
    let path: String

    /// - Parameter parent: must exist.
    init(in parent: String) throws {
        path = "\(parent)/storage-benchmarks-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }
}
