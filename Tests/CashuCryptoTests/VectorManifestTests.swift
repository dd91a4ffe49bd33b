import TestSupport
import Testing

@Suite("The files of vectors")
struct VectorManifestTests {
    /// Every file that the tests of this package read.
    static let files = [
        "nut00", "nut01", "nut02", "nut11", "nut12", "nut13", "nut14", "nut20", "extra-hash_to_curve",
        "extra-keyset-ids", "extra-bdhke", "extra-dleq", "extra-nut13", "extra-nut20", "extra-nut20-later-message",
        "extra-nut22-bat", "extra-tokens", "nut18", "nut26", "nut28", "extra-nut28", "spec-examples",
    ]

    @Test("hold as many cases as their list of contents says", arguments: files)
    func countsMatch(_ file: String) throws {
        let expected = try #require(try VectorFile.manifest()[file])
        #expect(try VectorFile(file).counts == expected)
    }

    @Test("tell which cases were not run")
    func missedCases() throws {
        struct Anything: Decodable {}
        struct Stop: Error {}
        var vectors = try VectorFile("nut02")
        #expect(vectors.missed == ["v1": 2, "v2": 3])
        try vectors.each("v1", as: Anything.self) { _ in }
        vectors.leave("v2")
        #expect(vectors.missed.isEmpty)

        var interrupted = try VectorFile("nut02")
        #expect(throws: Stop.self) { try interrupted.each("v1", as: Anything.self) { _ in throw Stop() } }
        #expect(interrupted.missed == ["v1": 2, "v2": 3])
        #expect(throws: DecodingError.self) { try interrupted.each("v3", as: Anything.self) { _ in } }
    }
}
