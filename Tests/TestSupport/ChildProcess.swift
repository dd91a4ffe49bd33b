internal import Foundation
internal import Glibc

/// A program that a test runs. Killed with its last owner.
///
/// Not Foundation's `Process`: its `run()` copies whole `dirent` structures out of the buffer of readdir(3), beyond whose
/// end it now and then reads, which kills the process that tests.
package final class ChildProcess: Sendable {
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    package struct Failure: Error {
        package let program: String
        package let errno: Int32
    }

    private struct State {
        var ending: Ending?
        var waiting: [CheckedContinuation<Ending, Never>] = []
    }

    /// What changes the directory of a child and closes what it inherits is not in Glibc's Swift overlay; a shell does
    /// both, and becomes the program. A child that kept a test's socket open would keep its other end waiting.
    private static let launch = """
        cd "$0" || exit 127
        for fd in /proc/self/fd/*; do n=${fd##*/}; if ((n > 2)) && [[ -e $fd ]]; then exec {n}>&-; fi; done
        exec "$@"
        """

    private let pid: pid_t
    private let state = Guarded(State())

    /// - Parameters:
    ///   - input: the file that is its standard input.
    ///   - output: the file to which its standard output is appended; `errors` likewise.
    package init(
        _ program: String, _ arguments: [String], directory: String? = nil, input: String = "/dev/null",
        output: String = "/dev/null", errors: String = "/dev/null"
    ) throws(Failure) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let append = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, append, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, append, 0o600)

        let shell = ["/bin/bash", "-c", Self.launch, directory ?? ".", program] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["SWIFT_BACKTRACE"] = "enable=no"
        var argumentPointers = unsafe shell.map { unsafe strdup($0) } + [nil]
        var environmentPointers = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer { for unsafe pointer in unsafe argumentPointers + environmentPointers { unsafe free(pointer) } }
        var pid = pid_t()
        let status = unsafe posix_spawn(&pid, shell[0], &actions, nil, &argumentPointers, &environmentPointers)
        guard status == 0 else { throw Failure(program: program, errno: status) }
        self.pid = pid
        let number = pid
        Thread { [weak self] in
            let ending = Self.wait(for: number)
            self?.ended(with: ending)
        }.start()
    }

    deinit {
        // Until it was waited for, its number belongs to nobody else.
        if state.withLock({ $0.ending == nil }) { kill(pid, SIGKILL) }
    }

    /// That of the program: the shell that starts it becomes it.
    package var processID: Int32 { pid }

    package var isRunning: Bool { state.withLock { $0.ending == nil } }

    package func signal(_ number: Int32) {
        state.withLock { state in
            if state.ending == nil { _ = kill(pid, number) }
        }
    }

    /// Waits until it has ended.
    package func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state in
                if state.ending == nil { state.waiting.append(continuation) }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }

    private func ended(with ending: Ending) {
        let waiting = state.withLock { state in
            state.ending = ending
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: ending) }
    }

    private static func wait(for pid: pid_t) -> Ending {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        // wait(2): the macros WIFSIGNALED, WTERMSIG and WEXITSTATUS.
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
    }
}

extension ChildProcess {
    package struct Outcome: Sendable {
        /// Of its exit; -1 when a signal killed it.
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// Runs a program to its end.
    package static func run(
        _ program: String, _ arguments: [String], directory: String? = nil, input: String = ""
    ) async throws -> Outcome {
        let files = try TemporaryDirectory()
        try Data(input.utf8).write(to: URL(fileURLWithPath: files.path(of: "input")))
        let child = try ChildProcess(
            program, arguments, directory: directory, input: files.path(of: "input"),
            output: files.path(of: "output"), errors: files.path(of: "errors"))
        let status: Int32 =
            switch await child.ending() {
            case .exited(let status): status
            case .killed: -1
            }
        return Outcome(
            status: status, output: try text(files.path(of: "output")), errors: try text(files.path(of: "errors")))
    }

    /// The path of a program of this build: the bundle of tests is an executable in the folder of the products.
    package static func product(_ name: String) -> String {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: name).path
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
