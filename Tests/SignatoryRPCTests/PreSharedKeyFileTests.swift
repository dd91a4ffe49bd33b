import Foundation
import Glibc
import TestSupport
import Testing

@testable import SignatoryRPC

struct PreSharedKeyFileTests {
    private func read(
        _ text: String, mode: Int = 0o400, change: (String) throws -> Void = { _ in }
    ) throws -> PreSharedKeyError? {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "psk")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        try change(path)
        do throws(PreSharedKeyError) {
            _ = try PreSharedKeyFile.read(path)
            return nil
        } catch {
            return error
        }
    }

    private static let digits = String(repeating: "0f", count: 32)

    @Test(arguments: [
        digits, digits + "\n", digits + "\r\n", digits.uppercased(), String(repeating: "a1", count: 128) + "\n",
    ])
    func `A line of 64 to 256 hex digits is a key`(text: String) throws {
        #expect(try read(text) == nil)
        #expect(try read(text, mode: 0o600) == nil)
    }

    @Test(arguments: [
        "", "\n", "0f", String(digits.dropLast()), String(digits.dropLast(2)), digits + "0", "g" + digits.dropFirst(),
        " " + digits, digits + " ", digits + "\n" + digits, String(repeating: "a1", count: 129),
        String(repeating: "a1", count: 5_000),
    ])
    func `Anything else is none, and is not shown`(text: String) throws {
        let error = try #require(try read(text))
        #expect(error.kind == .content)
        #expect(error.problem == "must hold 64 to 256 hex digits on one line")
    }

    @Test(arguments: [0o440, 0o404, 0o620, 0o644])
    func `A file that others have a right to is refused`(mode: Int) throws {
        #expect(try read(Self.digits, mode: mode)?.kind == .permission)
    }

    @Test func `A link, a pipe and an absent file are refused`() throws {
        let link = try read(Self.digits) { path in
            try FileManager.default.moveItem(atPath: path, toPath: path + ".real")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".real")
        }
        #expect(link?.problem == "is a symbolic link")
        let pipe = try read(Self.digits) { path in
            try FileManager.default.removeItem(atPath: path)
            #expect(unsafe mkfifo(path, 0o400) == 0)
        }
        #expect(pipe?.problem == "is no regular file")
        let absent = try read(Self.digits) { try FileManager.default.removeItem(atPath: $0) }
        #expect(absent?.kind == .absent)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `A file of another user is refused`() throws {
        let error = try read(Self.digits) { #expect(unsafe chown($0, 65_534, 0) == 0) }
        #expect(error?.problem == "belongs to uid 65534")
    }
}
