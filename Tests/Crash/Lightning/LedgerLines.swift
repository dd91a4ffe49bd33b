import Foundation

/// A file of lines of JSON that another process writes.
struct LedgerLines {
    private let path: String
    private var offset: UInt64 = 0

    init(path: String) { self.path = path }

    /// The lines that were added. One without its end was never answered for.
    mutating func added<Entry: Decodable>(_ type: Entry.Type) throws -> [Entry] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: offset)
        let bytes = try file.readToEnd() ?? Data()
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        let entries = try bytes[..<end].split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Entry.self, from: Data($0))
        }
        offset += UInt64(end - bytes.startIndex) + 1
        return entries
    }
}
