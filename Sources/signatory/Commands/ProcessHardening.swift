internal import CProcess
internal import CashuSecrets
internal import Glibc
internal import SignatoryCore

/// What a process does before it holds a secret.
enum ProcessHardening {
    private static let backtraces = "SWIFT_BACKTRACE"
    private static let withoutBacktraces = "enable=no"
    /// In the environment of a process that was started again.
    private static let marker = "SIGNATORY_STARTED_AGAIN"
    /// 500 keysets of 64 keys.
    private static let room = 1 << 20

    /// Forbids backtraces, core files and debuggers. The first thing that a command does: it may begin anew here.
    static func begin() throws(CommandFailure) {
        try forbidBacktraces()
        let status = mint_deny_dumps()
        guard status == 0 else {
            throw CommandFailure(.software, "core files cannot be forbidden: \(systemMessage(-status))")
        }
    }

    /// Makes sure that secrets stay out of the swap space: those of now, and `room` to come.
    /// - Parameter warn: takes what is no failure because the configuration allows it.
    static func lockMemory(
        _ configuration: ProgramConfiguration, warn: (String) -> Void
    ) throws(CommandFailure) {
        guard !MemoryLock.reserve(byteCount: room) else { return }
        guard configuration.places.allowsUnlockedMemory else {
            throw CommandFailure(
                .noPermission,
                "cannot lock memory, keys could reach the swap space: raise LimitMEMLOCK (ulimit -l) to 64M, or set "
                    + "allow_unlocked_memory = true where there is no swap space")
        }
        warn("memory is not locked, keys may reach the swap space: raise LimitMEMLOCK")
    }

    /// A crash of a Swift program may print what registers and memory hold. The runtime asks the environment once,
    /// before the first line of the program; so that line is reached again in an environment that says no.
    private static func forbidBacktraces() throws(CommandFailure) {
        let isAgain = environment(marker) != nil
        guard environment(backtraces) != withoutBacktraces else {
            unsafe unsetenv(marker)
            if isAgain { restoreName() }
            return
        }
        // No other thread runs yet, so nobody reads the environment while it is written.
        guard !isAgain, unsafe setenv(backtraces, withoutBacktraces, 1) == 0, unsafe setenv(marker, "1", 1) == 0 else {
            throw CommandFailure(.software, "backtraces cannot be forbidden: set \(backtraces)=\(withoutBacktraces)")
        }
        unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
        throw CommandFailure(
            .software,
            "backtraces cannot be forbidden (/proc/self/exe: \(systemMessage(errno))): "
                + "set \(backtraces)=\(withoutBacktraces)")
    }

    /// Else ps(1) and pgrep(1) would know the process as `exe`.
    private static func restoreName() {
        let path = CommandLine.arguments[0]
        let name = Array((path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]).utf8)
        let descriptor = unsafe open("/proc/self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // A process without its name works all the same.
        _ = unsafe write(descriptor, name, name.count)
        close(descriptor)
    }

    private static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
