internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

@Suite("The process of the signatory")
struct HardeningTests {
    private static let words = Array(repeating: "abandon", count: 11).joined(separator: " ") + " about"
    /// A user that is nobody, for whom root gives up what lets it look everywhere.
    private static let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    private func initialized(_ keys: String = "") async throws -> RunningProgram {
        let program = try RunningProgram(configuration: RunningProgram.configuration + keys)
        let made = try await program.run("init", "--import-mnemonic", input: Self.words + "\n")
        #expect(made.status == 0, "\(made.errors)")
        return program
    }

    private func proc(_ daemon: ChildProcess, _ name: String) throws -> String {
        let file = try #require(FileHandle(forReadingAtPath: "/proc/\(daemon.processID)/\(name)"))
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }

    private func log(_ program: RunningProgram) throws -> String {
        try String(contentsOfFile: program.path("log"), encoding: .utf8)
    }

    /// At most 64 KiB may be locked, also by root.
    private var withLittleLock: [String] {
        let limited = ["/usr/bin/prlimit", "--memlock=65536:65536"]
        let unprivileged = ["/usr/bin/setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"]
        return geteuid() == 0 ? unprivileged + limited : limited
    }

    @Test("does not begin where memory cannot be locked, unless the configuration allows it")
    func memoryLock() async throws {
        let strict = try RunningProgram()
        let refused = try await strict.run(through: withLittleLock, ["init"])
        #expect(refused.status == 77 && refused.errors.contains("cannot lock memory"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: strict.path("seed")))
        let program = try await initialized("allow_unlocked_memory = true\n")
        let daemon = try await program.started(through: withLittleLock)
        #expect(try log(program).contains("memory is not locked"))
        daemon.signal(SIGTERM)
        #expect(await daemon.ending() == .exited(0))
        let again = try await program.started()
        #expect(try !log(program).split(separator: "\n").suffix(3).joined().contains("not locked"))
        again.signal(SIGTERM)
        #expect(await again.ending() == .exited(0))
    }

    @Test(
        "starts itself once more without backtraces, under its own name and number",
        arguments: [["-u", "SWIFT_BACKTRACE"], ["SWIFT_BACKTRACE=enable=yes"], ["SWIFT_BACKTRACE=color=no"]])
    func backtraces(_ setting: [String]) async throws {
        let program = try await initialized()
        let daemon = try await program.started(through: ["/usr/bin/env"] + setting)
        #expect(try proc(daemon, "comm") == "signatory\n")
        if geteuid() == 0 {
            let environment = try proc(daemon, "environ").split(separator: "\0")
            #expect(environment.contains("SWIFT_BACKTRACE=enable=no"))
            #expect(environment.count { $0.hasPrefix("SWIFT_BACKTRACE=") } == 1)
        }
        // A signal that the runtime would have handled, had it been allowed to.
        daemon.signal(SIGSEGV)
        #expect(await daemon.ending() == .killed(signal: SIGSEGV))
        let log = try log(program)
        #expect(log.contains("ready") && !log.contains("rash") && !log.contains("Registers"), "\(log)")
        #expect(!log.contains("abandon"))
    }

    @Test("begins anew no more than once")
    func loops() async throws {
        let program = try await initialized()
        let environment = ["/usr/bin/env", "SIGNATORY_STARTED_AGAIN=1", "SWIFT_BACKTRACE=enable=yes"]
        let ending = try await program.run(through: environment, ["serve"])
        #expect(ending.status == 70 && ending.errors.contains("set SWIFT_BACKTRACE=enable=no"), "\(ending.errors)")
    }

    @Test("leaves no core file, however it ends", arguments: [SIGSEGV, SIGABRT, SIGQUIT])
    func cores(_ signal: Int32) async throws {
        let program = try await initialized()
        let unlimited = ["/bin/bash", "-c", "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$@\"", "bash"]
        let daemon = try await program.started(through: unlimited)
        let line = try #require(try proc(daemon, "limits").split(separator: "\n").first { $0.contains("core file") })
        #expect(line.split(separator: " ").filter { $0 == "0" }.count == 2, "\(line)")
        daemon.signal(signal)
        #expect(await daemon.ending() == .killed(signal: signal))
        let left = try FileManager.default.contentsOfDirectory(atPath: program.path("."))
        #expect(!left.contains { $0.hasPrefix("core") }, "\(left)")
    }

    @Test("is closed to everybody who is not root, its own user included")
    func reading() async throws {
        let program = try await initialized()
        let wrapper = geteuid() == 0 ? Self.nobody : ["/usr/bin/env"]
        if geteuid() == 0 {
            let given = try await ChildProcess.run("/bin/chown", ["-R", "65534:65534", program.path("")])
            #expect(given.status == 0, "\(given.errors)")
        }
        let daemon = try await program.started(through: wrapper)
        let other = try ChildProcess(wrapper[0], Array(wrapper.dropFirst()) + ["/bin/sleep", "600"])
        // proc(5): `maps` wants PTRACE_MODE_READ, `mem` and debuggers want more.
        let opens = { (process: ChildProcess, file: String) in
            let command = wrapper + ["/bin/bash", "-c", "exec 3<\"$0\"", "/proc/\(process.processID)/\(file)"]
            return try await ChildProcess.run(command[0], Array(command.dropFirst())).status == 0
        }
        // From the moment on that it is sleep(1) of that user.
        #expect(try await eventually { try await opens(other, "maps") }, "the reader reads what it may")
        for file in ["maps", "mem", "environ"] {
            let isOpened = try await opens(daemon, file)
            #expect(!isOpened, "\(file)")
        }
        daemon.signal(SIGTERM)
        #expect(await daemon.ending() == .exited(0))
    }
}
