internal import CashuSecrets
internal import Foundation
internal import SignatoryCore
internal import TestSupport
internal import Testing

@Suite("A seed file")
struct SeedFileTests {
    private static let words = Array(repeating: "abandon", count: 11).joined(separator: " ") + " about"

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func file(_ content: String, mode: Int = 0o400) throws -> String {
        let path = directory.path(of: UUID().uuidString)
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func refusal(_ path: String) -> SeedFileError? {
        #expect(throws: SeedFileError.self) { try StoredSeed(.file(path)).read() }
    }

    @Test("is read when it is for its owner alone", arguments: [0o400, 0o600])
    func read(mode: Int) throws {
        let expected = try unsafe Array(Self.words.utf8).withUnsafeBytes { try unsafe Mnemonic(parsing: $0).seed() }
        let seed = try StoredSeed(.file(try file("\t\(Self.words)  \r\n", mode: mode))).read()
        #expect(seed.fingerprint == expected.fingerprint)
    }

    @Test("that others have any right to is refused", arguments: [0o440, 0o420, 0o410, 0o404, 0o402, 0o401])
    func mode(mode: Int) throws {
        let error = refusal(try file(Self.words, mode: mode))
        #expect(error == .openToOthers(mode: UInt32(mode)))
        #expect(error?.kind == .permission)
    }

    @Test("is a file, and no link to one, no pipe and no directory")
    func kinds() throws {
        let link = directory.path(of: "link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: try file(Self.words))
        #expect(refusal(link) == .symbolicLink)
        let pipe = directory.path(of: "pipe")
        try #require(unsafe mkfifo(pipe, 0o400) == 0)
        #expect(refusal(pipe) == .noRegularFile)
        #expect(refusal(directory.path) == .noRegularFile)
        #expect(refusal(directory.path(of: "absent")) == .absent)
    }

    @Test("without the words of a seed is refused, and none of them is told")
    func content() throws {
        #expect(refusal(try file("")) == .words(.wordCount(0)))
        #expect(refusal(try file("abandon")) == .words(.wordCount(1)))
        #expect(refusal(try file(Self.words.replacing("about", with: "zoo"))) == .words(.checksum))
        let unknown = refusal(try file(Self.words.replacing("about", with: "xyzzy")))
        #expect(unknown == .words(.unknownWord(position: 12)))
        #expect(unknown?.description.contains("xyzzy") == false)
        #expect(unknown?.kind == .content)
    }

    @Test("may have white space, but not without end")
    func length() throws {
        let space = SecretPlace.maximumBytes - Self.words.utf8.count
        _ = try StoredSeed(.file(try file(Self.words + String(repeating: "\n", count: space - 1)))).read()
        #expect(refusal(try file(Self.words + String(repeating: "\n", count: space))) == .tooLong)
    }
}
