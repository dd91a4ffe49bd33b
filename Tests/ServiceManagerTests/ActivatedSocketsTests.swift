import CProcess
import Glibc
import TestSupport
import Testing

@testable import ServiceManager

@Suite("Sockets that the service manager opened")
struct ActivatedSocketsTests {
    /// Descriptors one after the other, as a program finds its from 3 on.
    private static let first: Int32 = 812

    private func take(
        _ environment: [String: String], pid: String = "\(getpid())"
    ) throws(ServiceManagerError) -> [String: Int32] {
        let all = environment.merging(["LISTEN_PID": pid]) { given, _ in given }
        return try ActivatedSockets.take(
            ["mint", "admin"], from: ServiceEnvironment { all[$0] }, firstDescriptor: Self.first)
    }

    @Test("are known by their names, and are not inherited any further")
    func names() throws {
        let directory = try TemporaryDirectory()
        for offset in 0..<Int32(2) {
            let descriptor = unsafe mint_unix_bind(directory.path(of: "\(offset)"), 0o600, -1)
            // dup2(2): the copy has no close-on-exec flag, like one that a service manager hands over.
            #expect(dup2(descriptor, Self.first + offset) == Self.first + offset)
            close(descriptor)
        }
        defer { for offset in 0..<Int32(2) { close(Self.first + offset) } }
        let sockets = try take(["LISTEN_FDS": "2", "LISTEN_FDNAMES": "admin:mint"])
        #expect(sockets == ["admin": Self.first, "mint": Self.first + 1])
        for descriptor in sockets.values { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
    }

    @Test("are none without a service manager, and none when they are another process's")
    func none() throws {
        #expect(try take([:]) == [:])
        #expect(try take(["LISTEN_FDS": "0", "LISTEN_FDNAMES": ""], pid: "1") == [:])
        #expect(try take(["LISTEN_FDS": "2", "LISTEN_FDNAMES": "mint:admin"], pid: "1") == [:])
    }

    @Test("are refused when they are not those of this program", arguments: [
        ("2", "mint"), ("1", "mint:admin"), ("1", ""), ("2", "mint:mint"), ("1", "unknown"), ("17", "mint"), ("x", "mint"),
        ("-1", "mint"),
    ])
    func refusals(_ count: String, _ names: String) {
        #expect(throws: ServiceManagerError.self) { try take(["LISTEN_FDS": count, "LISTEN_FDNAMES": names]) }
    }

    @Test("are refused when a descriptor is not open")
    func closed() {
        #expect(throws: ServiceManagerError.self) { try take(["LISTEN_FDS": "1", "LISTEN_FDNAMES": "mint"]) }
    }

    @Test("are refused when the process is no number")
    func pid() {
        #expect(throws: ServiceManagerError.environment("LISTEN_PID", problem: "is no number")) {
            try take(["LISTEN_FDS": "1", "LISTEN_FDNAMES": "mint"], pid: "me")
        }
    }
}
