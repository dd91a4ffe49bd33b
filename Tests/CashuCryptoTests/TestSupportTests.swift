import FoundationEssentials
import TestSupport
import Testing

@Suite("What the tests themselves rely on")
struct TestSupportTests {
    @Test("a temporary directory is empty at first and gone at last")
    func temporaryDirectory() throws {
        var directory: TemporaryDirectory? = try TemporaryDirectory()
        let path = try #require(directory?.path)
        let other = try TemporaryDirectory()
        #expect(path != other.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
        try Data([1]).write(to: URL(fileURLWithPath: try #require(directory?.path(of: "file"))))
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["file"])
        directory = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a condition is asked until it holds")
    func condition() async {
        var asked = 0
        let held = await eventually {
            asked += 1
            return asked == 3
        }
        #expect(held)
        #expect(asked == 3)
    }

    @Test("a condition that never holds is given up")
    func neverHolds() async {
        #expect(await !eventually(within: .milliseconds(5)) { false })
        #expect(await eventually(within: .zero) { true })
    }

    @Test("an error of a condition is the answer")
    func failure() async {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await eventually { throw Failure() } }
    }
}
