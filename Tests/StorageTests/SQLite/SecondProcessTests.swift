import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Two processes on one SQLite file")
struct SecondProcessTests {
    @Test("Another process cannot lock the file while it is open, and can when it is closed")
    func holds() async throws {
        let fixture = try await DatabaseFixture(.file)
        let lock = fixture.directory.path(of: "test.sqlite-lock")
        #expect(try await ChildProcess.run("/usr/bin/flock", ["-n", lock, "/bin/true"]).status == 1)
        await fixture.close()
        #expect(try await ChildProcess.run("/usr/bin/flock", ["-n", lock, "/bin/true"]).status == 0)
    }

    @Test("A file that another process holds is refused as busy, and is free when that process is killed")
    func refused() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "test.sqlite")
        let (mark, pipe) = (directory.path(of: "mark"), directory.path(of: "end"))
        // Locks the descriptor and says so; waits on a pipe that nobody writes.
        let script = #"exec 9>"$1-lock"; flock 9; mkfifo "$3"; : >"$2"; exec 8<>"$3"; read -u 8"#
        let other = try ChildProcess("/bin/bash", ["-c", script, "other", path, mark, pipe])
        try #require(await eventually { try await ChildProcess.run("/usr/bin/test", ["-e", mark]).status == 0 })
        let configuration = SQLiteConfiguration(.file(path), logger: DatabaseFixture.logger)
        do throws(DatabaseError) {
            _ = try SQLiteEngine(configuration)
            Issue.record("another process uses it")
        } catch {
            #expect(error.kind == .busy)
            #expect(error.message.contains("another process"))
        }
        other.signal(9)
        _ = await other.ending()
        await Database(try SQLiteEngine(configuration)).close()
    }
}
