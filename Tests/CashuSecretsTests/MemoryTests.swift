import CashuCrypto
import Testing

@testable import CashuSecrets

@Suite("Memory for secrets")
struct MemoryTests {
    @Test("gives back what was written", arguments: [1, 32, 64, 4_096, 10_000])
    func contents(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let locked = unsafe bytes.withUnsafeBytes { unsafe LockedBytes(copying: $0) }
        #expect(locked.count == count)
        #expect(unsafe locked.withBytes { unsafe [UInt8](UnsafeBufferPointer(start: $0, count: count)) } == bytes)
    }

    @Test("cannot be written again")
    func readOnly() async {
        await #expect(processExitsWith: .failure) {
            let locked = unsafe LockedBytes(count: 32) { unsafe $0.update(repeating: 1, count: 32) }
            unsafe locked.withBytes { unsafe UnsafeMutablePointer(mutating: $0).pointee = 2 }
        }
    }

    @Test("cannot be read beyond its end")
    func guardPage() async {
        await #expect(processExitsWith: .failure) {
            let locked = unsafe LockedBytes(count: 32) { unsafe $0.update(repeating: 1, count: 32) }
            unsafe locked.withBytes { bytes in
                guard unsafe (bytes + 32).pointee == 0 else { preconditionFailure("read a byte that is none of ours") }
            }
        }
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
