import Foundation
import Glibc
import PrivateFiles
import TestSupport
import Testing

@Suite("A file with a secret")
struct PrivateFileTests {
    private let place: TemporaryDirectory
    private let directory: String

    init() throws {
        place = try TemporaryDirectory()
        directory = place.path(of: "credentials")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try setMode(directory, 0o500)
    }

    private func setMode(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @discardableResult private func put(_ path: String, mode: Int) throws -> String {
        try setMode(directory, 0o700)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        try setMode(path, mode)
        try setMode(directory, 0o500)
        return path
    }

    /// `nil` when it was opened.
    private func fault(_ path: String, credentials: String?) -> PrivateFile.Fault? {
        do throws(PrivateFile.Fault) {
            close(try PrivateFile.open(path, credentials: credentials))
            return nil
        } catch {
            return error
        }
    }

    @Test("may be read by its owner alone", arguments: [
        (0o400, true), (0o600, true), (0o440, false), (0o420, false), (0o410, false), (0o404, false), (0o444, false),
    ])
    func modes(mode: Int, isTaken: Bool) throws {
        let path = try put(place.path(of: "secret"), mode: mode)
        for credentials in [nil, directory, "/nowhere", ""] {
            let refusal = isTaken ? nil : PrivateFile.Fault.openToOthers(mode: UInt32(mode))
            #expect(fault(path, credentials: credentials) == refusal)
        }
    }

    @Test("may show the mask of an access list where the service manager put it", arguments: [
        (0o400, true), (0o440, true), (0o460, false), (0o450, false), (0o444, false), (0o404, false),
    ])
    func credentials(mode: Int, isTaken: Bool) throws {
        let path = try put("\(directory)/macaroon", mode: mode)
        let refusal = isTaken ? nil : PrivateFile.Fault.openToOthers(mode: UInt32(mode))
        #expect(fault(path, credentials: directory) == refusal)
        // By other ways to the same directory, too, and only to this one.
        let link = place.path(of: "link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory)
        #expect(fault("\(link)/macaroon", credentials: directory) == refusal)
        #expect(fault("\(directory)/../credentials/macaroon", credentials: link) == refusal)
        #expect(fault(path, credentials: place.path) == (mode == 0o400 ? nil : .openToOthers(mode: UInt32(mode))))
        #expect(fault(path, credentials: nil) == (mode == 0o400 ? nil : .openToOthers(mode: UInt32(mode))))
    }

    @Test(
        "may not, where others can enter the directory or put a file there",
        arguments: [0o501, 0o505, 0o504, 0o720, 0o702])
    func openDirectory(mode: Int) throws {
        let path = try put("\(directory)/macaroon", mode: 0o440)
        try setMode(directory, 0o550)
        #expect(fault(path, credentials: directory) == nil)
        try setMode(directory, mode)
        let refusal = fault(path, credentials: directory)
        #expect(refusal == .openToOthers(mode: 0o440))
        let words = refusal.map { "\($0)" } ?? ""
        #expect(words.contains("only in a $CREDENTIALS_DIRECTORY that is closed"))
        #expect(throws: CredentialsDirectory.Fault.openToOthers(mode: UInt32(mode))) {
            try CredentialsDirectory.open(directory)
        }
    }

    @Test("is no link, no pipe, no directory, and there", arguments: [false, true])
    func kinds(isCredential: Bool) throws {
        let folder = isCredential ? directory : place.path
        let real = try put("\(folder)/real", mode: 0o400)
        try setMode(directory, 0o700)
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: real)
        #expect(unsafe mkfifo("\(folder)/pipe", 0o400) == 0)
        try setMode(directory, 0o500)
        #expect(fault("\(folder)/link", credentials: directory) == .symbolicLink)
        #expect(fault("\(folder)/pipe", credentials: directory) == .noRegularFile)
        #expect(fault("\(folder)/absent", credentials: directory) == .absent)
        #expect(fault("\(folder)/.", credentials: directory) == .noRegularFile)
        #expect(fault("\(folder)/", credentials: directory) != nil)
    }

    @Test("is nobody else's", .enabled(if: geteuid() == 0, "only root can give a file away"), arguments: [false, true])
    func owner(isCredential: Bool) throws {
        let path = try put("\(isCredential ? directory : place.path)/secret", mode: 0o400)
        #expect(unsafe chown(path, 65_534, 0) == 0)
        #expect(fault(path, credentials: directory) == .foreignOwner(65_534))
    }
}
