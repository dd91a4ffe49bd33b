import CProcessProbe
import CSecretMemory
import CashuCrypto
import Foundation
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("Memory for secrets")
struct MemoryTests {
    @Test("gives back what was written", arguments: [1, 31, 32, 33, 64, 4_096, 10_000, 1 << 20])
    func contents(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let locked = unsafe bytes.withUnsafeBytes { unsafe LockedBytes(copying: $0) }
        #expect(locked.count == count)
        #expect(unsafe locked.withBytes { unsafe [UInt8](UnsafeBufferPointer(start: $0, count: count)) } == bytes)
    }

    @Test("is wiped when its last owner lets go")
    func wiped() {
        // Of a class that no other test uses, so that the block is not handed out to another at once.
        let count = 300_000
        var locked: LockedBytes? = unsafe LockedBytes(count: count) { unsafe $0.update(repeating: 0xa5, count: count) }
        guard let start = unsafe locked?.withBytes({ unsafe $0 }) else { return }
        #expect(unsafe UnsafeBufferPointer(start: start, count: count).allSatisfy { $0 == 0xa5 })
        locked = nil
        // The memory stays the arena's. Where the list of free blocks goes on is no secret.
        let list = MemoryLayout<Int>.size
        #expect(unsafe UnsafeBufferPointer(start: start + list, count: count - list).allSatisfy { $0 == 0 })
    }

    @Test("is zero when it is handed out, whatever was in it")
    func handedOut() {
        var previous: UnsafePointer<UInt8>?
        for _ in 0..<3 {
            let locked = unsafe LockedBytes(count: 200_000) { memory in
                #expect(unsafe UnsafeBufferPointer(start: memory, count: 200_000).allSatisfy { $0 == 0 })
                unsafe memory.update(repeating: 0xff, count: 200_000)
            }
            let start = unsafe locked.withBytes { unsafe $0 }
            if let previous = unsafe previous { #expect(unsafe start == previous, "a block is used again") }
            unsafe previous = unsafe start
        }
    }

    @Test("of two owners is never the same, and each block is aligned", .timeLimit(.minutes(1)))
    func separate() async {
        await withTaskGroup(of: Void.self) { group in
            for owner in UInt8(1)...8 {
                group.addTask {
                    for round in 0..<300 {
                        let count = 32 << (round % 6)
                        let locked = unsafe LockedBytes(count: count) {
                            unsafe $0.update(repeating: owner, count: count)
                        }
                        let isWhole = unsafe locked.withBytes { start in
                            unsafe UInt(bitPattern: start).isMultiple(of: 32)
                                && UnsafeBufferPointer(start: start, count: count).allSatisfy { $0 == owner }
                        }
                        #expect(isWhole)
                    }
                }
            }
        }
    }

    @Test("is locked, left out of core files and wiped on fork, as the kernel tells")
    func flags() throws {
        let locked = unsafe LockedBytes(count: 32) { unsafe $0.update(repeating: 1, count: 32) }
        let address = unsafe locked.withBytes { UInt(bitPattern: $0) }
        let mapping = try #require(try Mapping.all().first { $0.range.contains(address) })
        #expect(mapping.permissions == "rw-p")
        #expect(mapping.flags.isSuperset(of: ["dd", "wf"]), "\(mapping.flags)")
        // Beyond RLIMIT_MEMLOCK nothing is locked, and the arena says so.
        #expect(mapping.flags.contains("lo") == MemoryLock.isComplete)
        #expect(MemoryLock.isComplete, "this machine lets a process lock a few MiB: ulimit -l")
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmLck:") })
        #expect(try #require(Int(line.split(separator: " ")[1])) > 0)
    }

    @Test("does not exist in a forked child")
    func forked() {
        let locked = unsafe LockedBytes(count: 4_096) { unsafe $0.update(repeating: 1, count: 4_096) }
        unsafe locked.withBytes { #expect(unsafe mint_nonzero_bytes_in_child($0, 4_096) == 0) }
        let ordinary = [UInt8](repeating: 1, count: 4_096)
        unsafe ordinary.withUnsafeBytes {
            let found = unsafe mint_nonzero_bytes_in_child($0.baseAddress, 4_096)
            #expect(found == 4_096, "the search finds what is there")
        }
    }

    @Test("lies between two pages that nobody may touch")
    func guardPages() throws {
        let locked = unsafe LockedBytes(count: 32) { unsafe $0.update(repeating: 1, count: 32) }
        let address = unsafe locked.withBytes { UInt(bitPattern: $0) }
        let all = try Mapping.all()
        let position = try #require(all.firstIndex { $0.range.contains(address) })
        for neighbour in [all[position - 1], all[position + 1]] {
            #expect(neighbour.permissions == "---p")
            #expect(neighbour.flags.isSuperset(of: ["dd", "wf"]))
        }
        #expect(all[position - 1].range.upperBound == all[position].range.lowerBound)
        #expect(all[position + 1].range.lowerBound == all[position].range.upperBound)
    }

    @Test("is not handed out in blocks of nothing, nor in larger ones than a MiB")
    func limits() {
        #expect(unsafe mint_secret_allocate(0) == nil)
        #expect(unsafe mint_secret_allocate(mint_secret_maximum + 1) == nil)
        #expect(unsafe mint_secret_allocate(Int.max) == nil)
        #expect(!mint_secret_reserve(1 << 40))
    }

    @Test("of a computation passes its result on")
    func scratch() {
        let sum = unsafe Scratch.withBytes(4) { bytes in
            for position in 0..<4 { unsafe bytes[position] = UInt8(position) }
            return unsafe UnsafeBufferPointer(start: bytes, count: 4).reduce(0) { $0 + Int($1) }
        }
        #expect(sum == 6)
    }
}

/// A mapping of this process in /proc/self/smaps.
private struct Mapping {
    let range: Range<UInt>
    let permissions: String
    var flags: Set<String> = []

    static func all() throws -> [Mapping] {
        // Not `String(contentsOfFile:)`, which takes the first page of a file without a size for all of it.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").reduce(into: []) { mappings, line in
            if let mapping = Mapping(header: line) {
                mappings.append(mapping)
            } else if line.hasPrefix("VmFlags:"), !mappings.isEmpty {
                mappings[mappings.count - 1].flags = Set(line.split(separator: " ").dropFirst().map(String.init))
            }
        }
    }

    /// `7f00-7f10 rw-p …`; other lines begin with a name and a colon.
    private init?(header line: Substring) {
        let words = line.split(separator: " ")
        let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard words.count > 1, bounds.count == 2 else { return nil }
        range = bounds[0]..<bounds[1]
        permissions = String(words[1])
    }
}
