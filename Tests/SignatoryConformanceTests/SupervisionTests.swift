internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

@Suite("The program signatory under a service manager", .timeLimit(.minutes(2)))
struct SupervisionTests {
    private func initialized(_ configuration: String = RunningProgram.configuration) async throws -> RunningProgram {
        let program = try RunningProgram(configuration: configuration)
        let ending = try await program.run("init")
        try #require(ending.status == 0, "\(ending.errors)")
        return program
    }

    /// The daemon as it is started by a manager that listens at `manager`.
    private func daemon(_ program: RunningProgram, _ manager: NotificationSocket) throws -> ChildProcess {
        try ChildProcess(
            "/usr/bin/env",
            [
                "NOTIFY_SOCKET=\(manager.address)", "WATCHDOG_USEC=200000", ChildProcess.product("signatory"), "serve",
                "--config", program.path("signatory.toml"),
            ], errors: program.path("log"))
    }

    private func log(_ program: RunningProgram) throws -> String {
        try String(contentsOfFile: program.path("log"), encoding: .utf8)
    }

    @Test("It tells when it serves, that it is alive, and when it ends")
    func notifications() async throws {
        let program = try await initialized()
        let manager = try NotificationSocket(program.path("notify"))
        let daemon = try daemon(program, manager)
        #expect(await manager.receives("READY=1"))
        #expect(try await program.run("status").status == 0)
        for _ in 0..<3 { #expect(await manager.receives("WATCHDOG=1")) }
        daemon.signal(SIGTERM)
        #expect(await manager.receives("STOPPING=1"))
        #expect(await daemon.ending() == .exited(0))
    }

    @Test("It says no more that it is alive when its socket does not answer")
    func silence() async throws {
        let program = try await initialized()
        let manager = try NotificationSocket(program.path("notify"))
        let daemon = try daemon(program, manager)
        #expect(await manager.receives("WATCHDOG=1"))
        // Nobody reaches the daemon any more, and neither does it reach itself.
        #expect(unsafe rename(program.path("run/admin.sock"), program.path("run/gone.sock")) == 0)
        #expect(try await eventually { try await program.run("status").status == 69 })
        // Once it has failed, nothing is on its way any more from before.
        func failures() throws -> Int { try log(program).components(separatedBy: "no answer over the admin").count - 1 }
        #expect(try await eventually { try failures() > 0 })
        while manager.take() != nil {}
        #expect(try await eventually { try failures() > 8 })
        #expect(manager.take() == nil)
        #expect(unsafe rename(program.path("run/gone.sock"), program.path("run/admin.sock")) == 0)
        #expect(await manager.receives("WATCHDOG=1"))
        daemon.signal(SIGTERM)
        #expect(await daemon.ending() == .exited(0))
    }

    /// systemd's own tool for it: it listens, and becomes the program when somebody connects.
    private static let activator = "/usr/bin/systemd-socket-activate"
    private static let hasActivator = FileManager.default.isExecutableFile(atPath: activator)

    private func activated(_ program: RunningProgram, names: String) throws -> ChildProcess {
        try ChildProcess(
            Self.activator,
            [
                "--listen", program.path("run/mint.sock"), "--listen", program.path("run/admin.sock"), "--fdname",
                names, "--setenv", "SWIFT_BACKTRACE", ChildProcess.product("signatory"), "serve", "--config",
                program.path("signatory.toml"),
            ], errors: program.path("log"))
    }

    @Test(
        "It takes the sockets that were opened for it, and leaves them where they are",
        .enabled(if: hasActivator, "systemd is not installed"))
    func activation() async throws {
        let program = try await initialized()
        let daemon = try activated(program, names: "mint:admin")
        #expect(try await eventually { try await program.run("status").status == 0 })
        daemon.signal(SIGTERM)
        #expect(await daemon.ending() == .exited(0))
        for name in ["mint", "admin"] { #expect(FileManager.default.fileExists(atPath: program.path("run/\(name).sock"))) }
    }

    @Test(
        "It refuses sockets that are not where its configuration says",
        .enabled(if: hasActivator, "systemd is not installed"))
    func exchanged() async throws {
        let program = try await initialized()
        let daemon = try activated(program, names: "admin:mint")
        #expect(try await eventually { _ = try await program.run("status"); return !daemon.isRunning })
        #expect(await daemon.ending() == .exited(78))
        #expect(try log(program).contains("the service manager listens on \(program.path("run/admin.sock")), but mint_socket is"))
    }

    @Test("A key that cannot be read, or is none, ends it with a status of its own")
    func sharedKey() async throws {
        let program = try await initialized(RunningProgram.configuration + "psk_file = \"psk\"\n")
        #expect(try await program.run("serve").status == 66)
        let file = URL(fileURLWithPath: program.path("psk"))
        try Data("short\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        #expect(try await program.run("serve").status == 77)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let short = try await program.run("serve")
        #expect(short.status == 78)
        #expect(short.errors.contains("must hold 64 to 256 hex digits") && !short.errors.contains("short"))
        try Data(String(repeating: "0f", count: 32).utf8).write(to: file)
        #expect(try await program.serving {} == .exited(0))
        // A configuration for the service is no hindrance to its operator.
        let credential = try await initialized(RunningProgram.configuration + "psk_credential = \"psk\"\n")
        #expect(try await credential.run("serve").status == 66)
        #expect(try await credential.run("status").status == 69)
    }
}
