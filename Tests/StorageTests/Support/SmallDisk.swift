import Glibc
import TestSupport

/// A file system of a few megabytes, gone with its last owner. Only root can make one.
final class SmallDisk: Sendable {
    struct Failure: Error {
        let errors: String
    }

    static let isPossible = geteuid() == 0

    private let directory: TemporaryDirectory

    init(megabytes: Int) async throws {
        directory = try TemporaryDirectory()
        // mkdtemp(3) lets nobody else in.
        unsafe chmod(directory.path, 0o755)
        unsafe mkdir(directory.path(of: "disk"), 0o755)
        let outcome = try await ChildProcess.run(
            "/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", directory.path(of: "disk")])
        guard outcome.status == 0 else { throw Failure(errors: outcome.errors) }
    }

    func grow(megabytes: Int) async throws {
        let outcome = try await ChildProcess.run("/bin/mount", ["-o", "remount,size=\(megabytes)m", path])
        guard outcome.status == 0 else { throw Failure(errors: outcome.errors) }
    }

    /// At once for everybody who does not have it open, and for those when they close it.
    deinit { unsafe umount2(directory.path(of: "disk"), Int32(MNT_DETACH)) }

    var path: String { directory.path(of: "disk") }
}
