import CProcess
import Foundation
import Glibc
import LocalSockets
import TestSupport
import Testing

@testable import SignatoryRPC

/// R01 to R04: what a server does before it listens, and whom it lets in.
@Suite(.timeLimit(.minutes(1))) struct SocketPathTests {
    private func mode(_ path: String) throws -> UInt32 {
        var found = mint_path()
        #expect(unsafe mint_path_inspect(path, &found) == 0)
        return found.mode & 0o777
    }

    @Test func `The socket of the mint is for its group and that of the operator for its owner`() async throws {
        let signatory = try TestSignatory()
        let directory = try TemporaryDirectory()
        for (name, expected) in [("mint.sock", UInt32(0o660)), ("admin.sock", 0o600)] {
            let server = try await TestServer.listen(signatory, in: directory, as: name)
            #expect(try mode(directory.path(of: name)) == expected)
            await server.shutDown()
            #expect(!FileManager.default.fileExists(atPath: directory.path(of: name)))
        }
    }

    @Test func `A user who is not allowed is cut off without a byte`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.allowsOwnUser = false }) { server in
            let peer = try await RawPeer.connect(to: server.path)
            #expect(try await peer.next() == nil)
        }
    }

    /// Of this process, which is the client, too.
    private static let user = geteuid()
    private static let group = getegid()

    @Test(arguments: [
        AllowedClients(users: [user]), AllowedClients(groups: [group]), AllowedClients(users: [user], groups: [group]),
    ])
    func `A client whom every list holds that has members is let in`(allowed: AllowedClients) async throws {
        try await TestServer.with(
            TestSignatory(),
            configure: {
                $0.allowsOwnUser = false
                $0.allowedClients = allowed
            }
        ) { server in
            _ = try await RawPeer.greeted(server.path)
        }
    }

    /// R02: the right user in a wrong group, and what else is not wholly right.
    @Test(arguments: [
        AllowedClients(users: [user], groups: [group + 1]), AllowedClients(users: [user + 1], groups: [group]),
        AllowedClients(users: [user + 1]), AllowedClients(groups: [group + 1]), AllowedClients(),
    ])
    func `A client whom one list does not hold is cut off without a byte`(allowed: AllowedClients) async throws {
        try await TestServer.with(
            TestSignatory(),
            configure: {
                $0.allowsOwnUser = false
                $0.allowedClients = allowed
            }
        ) { server in
            let peer = try await RawPeer.connect(to: server.path)
            #expect(try await peer.next() == nil)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
    func `A directory of another user is refused`() async throws {
        let directory = try TemporaryDirectory()
        #expect(unsafe chown(directory.path, 65_534, 0) == 0)
        await #expect(throws: LocalSocketError.unsafeDirectory(directory.path, problem: "it belongs to uid 65534")) {
            try await TestServer.listen(TestSignatory(), in: directory)
        }
    }

    @Test(arguments: [mode_t(0o777), 0o770, 0o720, 0o702])
    func `A directory that others can write to is refused`(_ mode: mode_t) async throws {
        let directory = try TemporaryDirectory()
        #expect(unsafe chmod(directory.path, mode) == 0)
        let expected = LocalSocketError.unsafeDirectory(directory.path, problem: "others can write to it")
        await #expect(throws: expected) {
            try await TestServer.listen(TestSignatory(), in: directory)
        }
    }

    @Test func `A directory that is a symbolic link or absent is refused`() async throws {
        let directory = try TemporaryDirectory()
        let real = directory.path(of: "real")
        let link = directory.path(of: "link")
        try FileManager.default.createDirectory(atPath: real, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
        for parent in [link, directory.path(of: "absent")] {
            await #expect(throws: LocalSocketError.unsafeDirectory(parent, problem: "it is no directory")) {
                try await TestServer.listen(TestSignatory(), in: directory) { $0.socketPath = parent + "/mint.sock" }
            }
        }
    }

    @Test func `A symbolic link or a file at the path is refused and left alone`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.sock")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: directory.path(of: "elsewhere"))
        await #expect(throws: LocalSocketError.pathOccupied(path, problem: "it is a symbolic link")) {
            try await TestServer.listen(TestSignatory(), in: directory)
        }
        try FileManager.default.removeItem(atPath: path)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: LocalSocketError.pathOccupied(path, problem: "it is no socket")) {
            try await TestServer.listen(TestSignatory(), in: directory)
        }
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }

    @Test func `The socket of a server that died is replaced`() async throws {
        let directory = try TemporaryDirectory()
        let descriptor = unsafe mint_unix_bind(directory.path(of: "mint.sock"), 0o600, -1)
        #expect(mint_unix_listen(descriptor, 1) == 0)
        close(descriptor)
        let server = try await TestServer.listen(TestSignatory(), in: directory)
        _ = try await RawPeer.greeted(directory.path(of: "mint.sock"))
        await server.shutDown()
    }

    @Test func `A socket that another program serves is not taken`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.sock")
        let descriptor = unsafe mint_unix_bind(path, 0o600, -1)
        #expect(mint_unix_listen(descriptor, 1) == 0)
        defer { close(descriptor) }
        await #expect(throws: LocalSocketError.alreadyServed(path)) {
            try await TestServer.listen(TestSignatory(), in: directory)
        }
    }

    @Test func `A second server of the same path is refused while the first lives`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            await #expect(throws: LocalSocketError.alreadyServed(server.path)) {
                try await TestServer.listen(server.signatory, in: server.directory)
            }
            _ = try await RawPeer.greeted(server.path)
        }
    }

    @Test func `A path that does not fit into a socket address is refused`() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 103)
        await #expect(throws: LocalSocketError.pathTooLong(path)) {
            try await TestServer.listen(TestSignatory(), in: TemporaryDirectory()) { $0.socketPath = path }
        }
    }
}
