import CProcess
import Foundation
import Glibc
import LocalSockets
import TestSupport
import Testing

@testable import SignatoryRPC

/// A socket that the service manager made, as systemd does: bound, listening, and its file not of this process.
@Suite(.timeLimit(.minutes(1))) struct InheritedSocketTests {
    private func socket(_ path: String, mode: UInt32 = 0o660) throws -> Int32 {
        let descriptor = unsafe mint_unix_bind(path, mode, -1)
        try #require(descriptor >= 0)
        try #require(mint_unix_listen(descriptor, 8) == 0)
        return descriptor
    }

    private func problem(_ descriptor: Int32) -> LocalSocketError? {
        defer { close(descriptor) }
        do throws(LocalSocketError) {
            _ = try InheritedSocket(checking: descriptor, name: "mint")
            return nil
        } catch {
            return error
        }
    }

    @Test func `It is served, clients that came before are answered, and its file stays`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.sock")
        let descriptor = try socket(path)
        let early = try await RawPeer.connect(to: path)
        try await early.send(.hello, payload: RawPeer.hello())
        let inherited = try InheritedSocket(checking: descriptor, name: "mint")
        let server = try await TestServer.listen(TestSignatory(), in: directory) { $0.inherited = inherited }
        #expect(try await early.next()?.frameKind == .helloAck)
        _ = try await RawPeer.greeted(path)
        await server.shutDown()
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(!FileManager.default.fileExists(atPath: path + ".lock"))
    }

    @Test func `One to which everybody may connect is refused`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.sock")
        let expected = LocalSocketError.unsafeSocket(path, problem: "everybody may connect to it (SocketMode=)")
        #expect(problem(try socket(path, mode: 0o666)) == expected)
        #expect(problem(try socket(directory.path(of: "other.sock"))) == nil)
    }

    @Test func `One in a directory that others can write to is refused`() throws {
        let directory = try TemporaryDirectory()
        let descriptor = try socket(directory.path(of: "mint.sock"))
        #expect(unsafe chmod(directory.path, 0o777) == 0)
        #expect(problem(descriptor) == .unsafeDirectory(directory.path, problem: "others can write to it"))
    }

    @Test func `What is no listening Unix stream socket with a path is refused`() throws {
        let directory = try TemporaryDirectory()
        let silent = unsafe mint_unix_bind(directory.path(of: "silent"), 0o600, -1)
        let named = "the inherited socket mint"
        #expect(problem(silent) == .unsafeSocket(named, problem: "it does not listen"))
        let network = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #expect(problem(network) == .unsafeSocket(named, problem: "it is no Unix stream socket"))
        let file = unsafe open("/dev/null", O_RDONLY)
        #expect(problem(file) == .system(named, problem: Errno.text(-ENOTSOCK)))
    }
}
