internal import Glibc

/// What the disk can do: 4 KiB made durable, one after the other.
enum DiskSync: String, CaseIterable, Sendable {
    /// The file grows, so its size is made durable as well.
    case appending
    /// The file has its size, as a database's log does once it was written before.
    case overwriting

    private static let blockBytes = 4_096
    /// 16 MiB, after which overwriting begins anew: the length at which the log of SQLite does.
    private static let blocks = 4_096

    /// - Returns: `fdatasync` calls per second.
    func rate(in directory: String, seconds: Double) throws(BenchmarkError) -> Double {
        let path = "\(directory)/sync"
        let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchmarkError("\(path) cannot be written: \(errno)") }
        defer {
            close(file)
            unsafe unlink(path)
        }
        let block = [UInt8](repeating: 0x78, count: Self.blockBytes)
        if self == .overwriting {
            for number in 0..<Self.blocks { try Self.write(block, number, file) }
            guard fsync(file) == 0 else { throw BenchmarkError("fsync: \(errno)") }
        }
        let start = ContinuousClock.now
        var number = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try Self.write(block, self == .overwriting ? number % Self.blocks : number, file)
            guard fdatasync(file) == 0 else { throw BenchmarkError("fdatasync: \(errno)") }
            number += 1
        }
        return Double(number) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private static func write(_ block: [UInt8], _ number: Int, _ file: Int32) throws(BenchmarkError) {
        guard unsafe pwrite(file, block, block.count, off_t(number * block.count)) == block.count else {
            throw BenchmarkError("write: \(errno)")
        }
    }
}
