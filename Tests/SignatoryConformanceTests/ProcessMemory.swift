internal import CProcessProbe
internal import Foundation
internal import Glibc
internal import Testing

/// The memory of another process, as the kernel shows it to root.
struct ProcessMemory {
    struct Region {
        let range: Range<UInt>
        let permissions: String
        /// `VmFlags` of proc(5).
        var flags: Set<String> = []
    }

    struct Hit: Hashable {
        let name: String
        let isInArena: Bool
    }

    let regions: [Region]
    private let processID: Int32

    init(of processID: Int32) throws {
        self.processID = processID
        let file = try #require(FileHandle(forReadingAtPath: "/proc/\(processID)/smaps"))
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        regions = text.split(separator: "\n").reduce(into: []) { regions, line in
            if let region = Region(header: line) {
                regions.append(region)
            } else if line.hasPrefix("VmFlags:"), !regions.isEmpty {
                regions[regions.count - 1].flags = Set(line.split(separator: " ").dropFirst().map(String.init))
            }
        }
    }

    /// Everything that the process may read, once, and which of the patterns stand in it.
    func hits(_ patterns: [(name: String, bytes: [UInt8])]) throws -> Set<Hit> {
        let memory = unsafe open("/proc/\(processID)/mem", O_RDONLY | O_CLOEXEC)
        try #require(memory >= 0, "errno \(errno)")
        defer { close(memory) }
        var hits: Set<Hit> = []
        for region in regions where region.permissions.hasPrefix("r") {
            let content = Self.content(of: region, memory)
            for pattern in patterns where Self.contains(content, pattern.bytes) {
                hits.insert(Hit(name: pattern.name, isInArena: region.isArena))
            }
        }
        return hits
    }

    /// Empty where the kernel keeps things of its own, such as [vvar].
    private static func content(of region: Region, _ memory: Int32) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: region.range.count) { buffer, count in
            while count < buffer.count {
                let offset = off_t(region.range.lowerBound) + off_t(count)
                let read = unsafe pread(memory, buffer.baseAddress! + count, buffer.count - count, offset)
                guard read > 0 else { return }
                count += read
            }
        }
    }

    private static func contains(_ content: [UInt8], _ pattern: [UInt8]) -> Bool {
        unsafe mint_position(content, content.count, pattern, pattern.count) >= 0
    }
}

extension ProcessMemory.Region {
    /// The memory that was made for secrets.
    var isArena: Bool { flags.isSuperset(of: ["dd", "wf", "rd", "wr"]) }

    /// `7f00-7f10 rw-p …`; other lines begin with a name and a colon.
    fileprivate init?(header line: Substring) {
        let words = line.split(separator: " ")
        let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard words.count > 1, bounds.count == 2 else { return nil }
        self.init(range: bounds[0]..<bounds[1], permissions: String(words[1]))
    }
}
